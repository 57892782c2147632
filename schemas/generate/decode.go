package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"sigs.k8s.io/kustomize/api/types"
)

// decodeKustomizations reads kustomization files from standard input, one in JSON a line, and prints what kustomize says
// to each when it reads it: nothing, or its complaint in one line.
func decodeKustomizations() error {
	in := bufio.NewReader(os.Stdin)
	for {
		line, err := in.ReadString('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		var k types.Kustomization
		complaint := ""
		if err := k.Unmarshal([]byte(line)); err != nil {
			complaint = err.Error()
		} else if errs := k.EnforceFields(); len(errs) > 0 {
			complaint = strings.Join(errs, " ")
		}
		fmt.Println(squeeze(complaint))
	}
}

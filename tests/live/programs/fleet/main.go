// Command fleet puts objects into an API server: scenarios from files with their statuses, and thousands of objects
// from a template. The commands and their flags are in `usage`.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"sync"
	"time"
)

const usage = `fleet apply [flags] PATH...   apply files and folders, statuses included
fleet many  [flags] TEMPLATE  create -count objects; NUMBER in the template is the number of each
fleet clear [flags]           delete every object outside the namespaces of Kubernetes itself, finalizers or not
`

var parallel = 32

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(words []string) error {
	if len(words) == 0 {
		return errors.New(usage)
	}
	flags := flag.NewFlagSet(words[0], flag.ContinueOnError)
	kubeconfig := flags.String("kubeconfig", "", "kubeconfig file")
	count := flags.Int("count", 1000, "many: objects to create")
	from := flags.Int("from", 0, "many: number of the first")
	flags.IntVar(&parallel, "parallel", parallel, "requests at a time")
	if err := flags.Parse(words[1:]); err != nil {
		return err
	}
	c, err := connect(*kubeconfig)
	if err != nil {
		return err
	}
	started := time.Now()
	switch words[0] {
	case "apply":
		objects, err := load(flags.Args())
		if err == nil {
			err = apply(c, objects)
		}
		return told(err, "%d objects applied in %.1f s", len(objects), started)
	case "many":
		size, err := many(c, flags.Arg(0), *from, *count)
		return told(err, fmt.Sprintf("%%d objects of %d bytes created in %%.1f s", size), *count, started)
	case "clear":
		if !c.loopback() {
			return errors.New("clear: only on loopback, this server is " + c.server)
		}
		deleted, err := clear(c)
		return told(err, "%d objects deleted in %.1f s", deleted, started)
	}
	return errors.New(usage)
}

func told(err error, format string, count int, started time.Time) error {
	if err == nil {
		fmt.Printf(format+"\n", count, time.Since(started).Seconds())
	}
	return err
}

// each runs the work for all items, some at a time, and returns the first error.
func each[T any](items []T, work func(T) error) error {
	queue, failed := make(chan T), make(chan error, 1)
	var workers sync.WaitGroup
	for range parallel {
		workers.Go(func() {
			for item := range queue {
				if err := work(item); err != nil {
					select {
					case failed <- err:
					default:
					}
				}
			}
		})
	}
	for _, item := range items {
		if len(failed) > 0 {
			break
		}
		queue <- item
	}
	close(queue)
	workers.Wait()
	close(failed)
	return <-failed
}

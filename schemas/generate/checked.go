package main

import "slices"

// check is what the API server checks of a field of a built-in type in its own code, beyond the OpenAPI document.
type check struct {
	required  bool
	notEmpty  bool // Neither an empty text nor an empty list.
	least     *float64
	most      *float64
	pattern   string // Of a text; of the text in a number or text.
	maxLength int
	values    []any
}

var (
	zero, one, hundred, lastPort = 0.0, 1.0, 100.0, 65535.0

	present  = check{required: true}
	nonEmpty = check{notEmpty: true}
	both     = check{required: true, notEmpty: true}
	natural  = check{least: &zero}
	port     = check{least: &one, most: &lastPort}
	// A number, or the name of a port: letters, digits and single hyphens, a letter among them.
	portOrName = check{least: &one, most: &lastPort, pattern: `^([0-9]+-?)*[a-z](-?[a-z0-9]+)*$`, maxLength: 15}
	percentage = check{least: &zero, pattern: `^[0-9]+%$`}
	label      = check{notEmpty: true, pattern: `^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`, maxLength: 63}
	weight     = check{least: &one, most: &hundred}
)

// checked are the checks of pkg/apis/{apps,autoscaling,batch,core,networking,policy,rbac,storage}/validation of
// Kubernetes 1.37 that a manifest can fail by itself, by type and field. Where `compare` finds more, the row is added here
// or explained in tests/schemas/differences.json.
var checked = map[string]check{
	"Ingress.spec":                               present,
	"Job.spec":                                   present,
	"JobTemplateSpec.spec":                       present,
	"PersistentVolume.spec":                      present,
	"PersistentVolumeClaim.spec":                 present,
	"Pod.spec":                                   present,
	"PodTemplateSpec.spec":                       present,
	"Service.spec":                               present,
	"PersistentVolumeClaimSpec.accessModes":      both,
	"PersistentVolumeClaimSpec.resources":        present,
	"PersistentVolumeSpec.accessModes":           both,
	"PersistentVolumeSpec.capacity":              present,
	"PodSpec.containers":                         nonEmpty,
	"Container.name":                             label,
	"Container.image":                            both,
	"EnvVar.name":                                nonEmpty,
	"Volume.name":                                label,
	"ConfigMapEnvSource.name":                    both,
	"ConfigMapKeySelector.key":                   nonEmpty,
	"ConfigMapKeySelector.name":                  both,
	"SecretEnvSource.name":                       both,
	"SecretKeySelector.key":                      nonEmpty,
	"SecretKeySelector.name":                     both,
	"SecretVolumeSource.secretName":              both,
	"HostPathVolumeSource.path":                  nonEmpty,
	"ExecAction.command":                         both,
	"CronJobSpec.schedule":                       nonEmpty,
	"CrossVersionObjectReference.kind":           nonEmpty,
	"CrossVersionObjectReference.name":           nonEmpty,
	"HPAScalingRules.policies":                   nonEmpty,
	"HTTPIngressRuleValue.paths":                 nonEmpty,
	"IPBlock.cidr":                               nonEmpty,
	"IngressServiceBackend.name":                 nonEmpty,
	"PodAffinityTerm.topologyKey":                nonEmpty,
	"PolicyRule.verbs":                           nonEmpty,
	"ResourceMetricSource.name":                  nonEmpty,
	"RoleRef.name":                               nonEmpty,
	"StorageClass.provisioner":                   nonEmpty,
	"Subject.name":                               nonEmpty,
	"TopologySpreadConstraint.topologyKey":       nonEmpty,
	"CronJobSpec.timeZone":                       nonEmpty,
	"HTTPIngressPath.pathType":                   nonEmpty,
	"JobSpec.completionMode":                     nonEmpty,
	"NetworkPolicyPort.protocol":                 nonEmpty,
	"PersistentVolumeClaimSpec.volumeMode":       nonEmpty,
	"PriorityClass.preemptionPolicy":             nonEmpty,
	"StorageClass.volumeBindingMode":             nonEmpty,
	"TopologySpreadConstraint.whenUnsatisfiable": nonEmpty,
	"RoleRef.apiGroup":                           {values: []any{"rbac.authorization.k8s.io", ""}},
	"RoleRef.kind":                               {values: []any{"ClusterRole", "Role"}},
	"Subject.kind":                               {values: []any{"ServiceAccount", "User", "Group"}},
	"MetricSpec.type":                            {values: []any{"ContainerResource", "External", "Object", "Pods", "Resource"}},
	"MetricTarget.type":                          {values: []any{"Utilization", "Value", "AverageValue"}},
	"HPAScalingPolicy.type":                      {values: []any{"Percent", "Pods"}},
	"HPAScalingPolicy.value":                     {least: &one},
	"HPAScalingPolicy.periodSeconds":             {least: &one},
	"HPAScalingRules.stabilizationWindowSeconds": natural,
	"HorizontalPodAutoscalerSpec.maxReplicas":    {least: &one},
	"MetricTarget.averageUtilization":            {least: &one},
	"ContainerPort.containerPort":                port,
	"ServicePort.port":                           port,
	"ServiceBackendPort.number":                  {least: &zero, most: &lastPort},
	"HTTPGetAction.port":                         portOrName,
	"NetworkPolicyPort.port":                     portOrName,
	"ServicePort.targetPort":                     {least: &one, most: &lastPort, pattern: `^$|` + portOrName.pattern, maxLength: 15},
	"TCPSocketAction.port":                       portOrName,
	"PodDisruptionBudgetSpec.maxUnavailable":     percentage,
	"PodDisruptionBudgetSpec.minAvailable":       percentage,
	"RollingUpdateDaemonSet.maxSurge":            percentage,
	"RollingUpdateDaemonSet.maxUnavailable":      percentage,
	"RollingUpdateDeployment.maxSurge":           percentage,
	"RollingUpdateDeployment.maxUnavailable":     percentage,
	"DaemonSetSpec.revisionHistoryLimit":         natural,
	"DeploymentSpec.progressDeadlineSeconds":     natural,
	"DeploymentSpec.replicas":                    natural,
	"DeploymentSpec.revisionHistoryLimit":        natural,
	"JobSpec.backoffLimit":                       natural,
	"JobSpec.completions":                        natural,
	"JobSpec.parallelism":                        natural,
	"ReplicaSetSpec.replicas":                    natural,
	"StatefulSetSpec.replicas":                   natural,
	"Probe.failureThreshold":                     natural,
	"Probe.initialDelaySeconds":                  natural,
	"Probe.periodSeconds":                        natural,
	"Probe.successThreshold":                     natural,
	"Probe.timeoutSeconds":                       natural,
	"TopologySpreadConstraint.maxSkew":           {least: &one},
	"PreferredSchedulingTerm.weight":             weight,
	"WeightedPodAffinityTerm.weight":             weight,
}

const selects = `!has(self.selector) || !has(self.selector.matchLabels) || !has(self.template) || ` +
	`(has(self.template.metadata) && has(self.template.metadata.labels) && self.selector.matchLabels.all(k, ` +
	`k in self.template.metadata.labels && self.template.metadata.labels[k] == self.selector.matchLabels[k]))`

const handles = `has(self.exec) || has(self.httpGet) || has(self.tcpSocket) || has(self.grpc)`

var (
	selectsPods = []rule{{Rule: selects, Message: "the selector does not match the labels of the template"}}
	hasHandler  = []rule{{Rule: handles, Message: "a probe says how to ask: exec, grpc, httpGet or tcpSocket"}}
)

// checkedTypes are rules over several fields of a built-in type.
var checkedTypes = map[string][]rule{
	"DaemonSetSpec":   selectsPods,
	"DeploymentSpec":  selectsPods,
	"ReplicaSetSpec":  selectsPods,
	"StatefulSetSpec": selectsPods,
	"Probe":           hasHandler,
	"LifecycleHandler": {{
		Rule:    `has(self.exec) || has(self.httpGet) || has(self.tcpSocket) || has(self.sleep)`,
		Message: "a hook says what to do: exec, httpGet, sleep or tcpSocket",
	}},
	"EnvFromSource": {{
		Rule:    `has(self.configMapRef) || has(self.secretRef)`,
		Message: "either configMapRef or secretRef is named",
	}},
	"EnvVarSource": {{
		Rule:    `has(self.configMapKeyRef) || has(self.fieldRef) || has(self.resourceFieldRef) || has(self.secretKeyRef) || has(self.fileKeyRef)`,
		Message: "a source of the value is named",
	}},
	"NetworkPolicyPeer": {{
		Rule:    `has(self.podSelector) || has(self.namespaceSelector) || has(self.ipBlock)`,
		Message: "a peer is podSelector, namespaceSelector or ipBlock",
	}},
	"IngressSpec": {{
		Rule:    `has(self.defaultBackend) || (has(self.rules) && size(self.rules) > 0)`,
		Message: "defaultBackend or rules are given",
	}},
	"IngressBackend": {{
		Rule:    `has(self.service) || has(self.resource)`,
		Message: "service or resource is named",
	}},
	"IngressServiceBackend": {{
		Rule:    `has(self.port) && (has(self.port.name) || has(self.port.number))`,
		Message: "the port is given by name or number",
	}},
	"HTTPIngressPath": {{
		Rule:    `!has(self.pathType) || self.pathType == 'ImplementationSpecific' || (has(self.path) && self.path.startsWith('/'))`,
		Message: "a path of the types Exact and Prefix begins with a slash",
	}},
	"JobSpec": {{
		Rule:    `has(self.template) && has(self.template.spec) && has(self.template.spec.restartPolicy) && self.template.spec.restartPolicy in ['Never', 'OnFailure']`,
		Message: "the restartPolicy of a Job is Never or OnFailure",
	}},
	"PersistentVolumeClaimSpec": {{
		Rule:    `has(self.resources) && has(self.resources.requests) && 'storage' in self.resources.requests`,
		Message: "the size is requested: resources.requests.storage",
	}},
	"PolicyRule": {{
		Rule:    `(has(self.nonResourceURLs) && size(self.nonResourceURLs) > 0) || (has(self.apiGroups) && size(self.apiGroups) > 0 && has(self.resources) && size(self.resources) > 0)`,
		Message: "a rule names apiGroups and resources, or nonResourceURLs",
	}},
	"ServiceSpec": {{
		Rule:    `(has(self.ports) && size(self.ports) > 0) || (has(self.clusterIP) && self.clusterIP == 'None') || (has(self.type) && self.type == 'ExternalName')`,
		Message: "a Service that is neither headless nor an ExternalName has ports",
	}, {
		Rule:    `!has(self.ports) || size(self.ports) < 2 || self.ports.all(p, has(p.name) && p.name != '')`,
		Message: "each of several ports has a name",
	}},
}

// apply adds what is checked of a field to its node.
func (c check) apply(n *node) {
	n.Minimum, n.Maximum, n.Pattern = c.least, c.most, c.pattern
	if c.maxLength > 0 {
		n.MaxLength = &c.maxLength
	}
	if c.notEmpty {
		least := 1
		if n.Type == "array" {
			n.MinItems = &least
		} else {
			n.MinLength = &least
		}
	}
	if len(c.values) > 0 {
		n.Enum = slices.Clone(c.values)
	}
	if n.IntOrString {
		n.Format = "int32"
	}
}

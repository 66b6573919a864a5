glasslog story 1
breaks: R12
planted: JoinWithoutFetchInEpoch
run: BQIEBggKAMCNtwEAAADAlrECAAETbWluLmluc3luYy5yZXBsaWNhcwEyBACAyrXuAQMACgABAAEAFwYAAAIFAAtpdGVtcy1ncm91cAEKaXRlbXMtbGlzdAACAQAAAAbAqe6oAwAAAAADBQAFYXVkaXQBCml0ZW1zLWxpc3QAAgEAAAAOwIvtiAEAANWkFgAGDATVpBYABhEC1aQWAAYNArX_FwAGDQSH9hkA

What is done:
- 0 µs: A consumer comes: of items-list in group items-group.
- 0 µs: A consumer comes: of items-list in group audit.
- 365141 µs: Broker 2 is asked to stop.
- 365141 µs: Broker 1 gets an empty disk.
- 365141 µs: Broker 1 is started again.
- 393141 µs: Broker 2 is started again.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Broker 4 starts.
    0.000000 s  Broker 5 starts.
    0.000000 s  A consumer comes: of items-list in group items-group.
    0.000000 s  A consumer comes: of items-list in group audit.
    0.009000 s  Broker 1 closes the connection of client 3: Gone("the broker is starting or stopping").
    0.009000 s  Broker 1 closes the connection of client 4: Gone("the broker is starting or stopping").
    0.014000 s  Broker 1 serves.
    0.019000 s  Broker 2 serves.
    0.024000 s  Broker 3 serves.
    0.029000 s  Broker 4 serves.
    0.034000 s  Broker 5 serves.
    0.036000 s  The controller: broker 2 is let back in.
    0.041000 s  The controller: broker 3 is let back in.
    0.046000 s  The controller: broker 4 is let back in.
    0.051000 s  The controller: broker 5 is let back in.
    0.158087 s  Broker 1: group audit rebalances after generation 0: member consumer-4-984c3f89-762c-441c-9cac-976acdd5629b joins.
    0.158087 s  Broker 5: group items-group rebalances after generation 0: member consumer-3-87248633-ae08-464c-ab8e-83e5a5e93a43 joins.
    0.195933 s  Broker 5: group items-group is stable in generation 1, members: 1.
    0.259111 s  Broker 1: group audit is stable in generation 1, members: 1.
    0.365141 s  Broker 2 is asked to stop.
    0.365141 s  Broker 2 is finishing its work.
    0.365141 s  Broker 1 gets an empty disk.
    0.365141 s  Broker 1 is down.
    0.365141 s  Broker 1 is started again.
    0.365141 s  Broker 1 starts.
    0.370141 s  The controller: broker 1 is fenced.
    0.373191 s  Broker 2: groups read back from partition 3 of the commits: 1.
    0.375141 s  The controller: broker 2 is fenced.
    0.383141 s  Broker 1 serves.
    0.391141 s  The controller: broker 1 is let back in.
    0.391427 s  Broker 2 is down.
    0.393141 s  Broker 2 is started again.
    0.393141 s  Broker 2 starts.
    0.407141 s  Broker 2 serves.
    0.424711 s  Broken: R12: LogName { topic: TopicId(112dc50524224d7c9d4c1ed7b2ec644d), partition: PartitionIndex(3) }: broker 1 is called in sync, and does not have all before 1

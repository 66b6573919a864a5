glasslog story 1
breaks: R6
planted: CommitBeforeReplication
run: BQIEBggKAIC23AUAAADAlrECAAAGAIDKte4BAwAKAATAlOeJAQEAAQADAQAAAwUABWF1ZGl0AQppdGVtcy1saXN0AAIBAAAACMC28yAAANDPFAA

What is done:
- 0 µs: A consumer comes: of items-list in group audit.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Broker 4 starts.
    0.000000 s  Broker 5 starts.
    0.000000 s  A consumer comes: of items-list in group audit.
    0.041000 s  Broker 1 serves.
    0.046000 s  Broker 2 serves.
    0.051000 s  Broker 3 serves.
    0.056000 s  Broker 4 serves.
    0.061000 s  Broker 5 serves.
    0.063000 s  The controller: broker 2 is let back in.
    0.068000 s  The controller: broker 3 is let back in.
    0.073000 s  The controller: broker 4 is let back in.
    0.078000 s  The controller: broker 5 is let back in.
    0.300836 s  Broker 3: group audit rebalances after generation 0: member consumer-4-e63c7cf8-09c2-4f93-9ed9-8192fc66021d joins.
    0.337872 s  Broker 3: group audit is stable in generation 1, members: 1.
    0.337872 s  Broken: R6: LogName { topic: TopicId(f6fb08c3cdda478c92ac179f1c02c48b), partition: PartitionIndex(3) }: 1 is committed by 3, and broker 4, in sync, does not have it

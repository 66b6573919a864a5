glasslog story 1
breaks: R6
planted: CommitBeforeReplication
run: AgIEAMC6mQYAAACAkvQBAAAEAIDKte4BAwAKAAEBAAppdGVtcy1saXN0CAAAAQAFAQAAAAMACml0ZW1zLWxpc3QCAQAAAAEAgPWyDAABAQCRkBwA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 4.
- 0 µs: A producer comes: to items-list, acks=all, idempotent, a record every 26ms, 1 at most.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Topic items-list is asked for, partitions: 4.
    0.000000 s  A producer comes: to items-list, acks=all, idempotent, a record every 26ms, 1 at most.
    0.039000 s  Broker 1 closes the connection of client 0: Gone("the broker is starting or stopping").
    0.039000 s  Broker 1 closes the connection of client 1: Gone("the broker is starting or stopping").
    0.043000 s  Broker 1 serves.
    0.047000 s  Broker 2 serves.
    0.064000 s  The controller: broker 2 is let back in.
    0.371000 s  Broker 1: topic items-list is there, partitions: 4.
    0.371000 s  Broker 2: topic items-list is there, partitions: 4.
    0.394848 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.394848 s  Broker 1: items-list-0 is led here in epoch 0, from 0 on.
    0.395438 s  Broker 2: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.399066 s  Broker 1: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.399854 s  Broker 2: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.399854 s  Broker 2: items-list-1 is led here in epoch 0, from 0 on.
    0.403133 s  Broker 1: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.403133 s  Broker 1: items-list-2 is led here in epoch 0, from 0 on.
    0.405309 s  Broker 2: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.408648 s  Broker 1: items-list-3 is open, led here in epoch 0, and ends at 0.
    0.410909 s  Broker 2: items-list-3 is open, led here in epoch 0, and ends at 0.
    0.410909 s  Broker 2: items-list-3 is led here in epoch 0, from 0 on.
    0.460817 s  Broken: R6: LogName { topic: TopicId(091e5febc0ba4b27bf9c1c0f97447f5b), partition: PartitionIndex(0) }: 1 is committed by 1, and broker 2, in sync, does not have it

glasslog story 1
breaks: R9
planted: nothing
run: BQIEBggKAMCopQQAAADAlrECAQAGAIDKte4BAwAKAAPAptuLAQACAAppdGVtcy1saXN0AgAEDmNsZWFudXAucG9saWN5B2NvbXBhY3QZbWluLmNsZWFuYWJsZS5kaXJ0eS5yYXRpbwMwLjUTZGVsZXRlLnJldGVudGlvbi5tcwEwDXNlZ21lbnQuYnl0ZXMENDQ2MwAGb3JkZXJzAgAEDmNsZWFudXAucG9saWN5B2NvbXBhY3QZbWluLmNsZWFuYWJsZS5kaXJ0eS5yYXRpbwQwLjAxE2RlbGV0ZS5yZXRlbnRpb24ubXMBMA1zZWdtZW50LmJ5dGVzBDUxMjgBANDV6QMIAAAHAAZtYWRlLTMCAADt-SUACBYKAAIAAAAA7fklAAgSAQgCAQAA7fklAAgSAgEIAQAA7fklAAgDAAZtYWRlLTMCAQAAAAEAgOKZTgABAQDqxG4ACQ4CAqKJ3QEACQ0C1rfgAQAJEgIBCAAAAP794AEA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 1, cleanup.policy=compact, min.cleanable.dirty.ratio=0.5, delete.retention.ms=0, segment.bytes=4463.
- 0 µs: Topic orders is asked for, partitions: 1, cleanup.policy=compact, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=5128.
- 0 µs: Topic made-3 is asked for, partitions: 1.
- 621805 µs: The disk of broker 5 fails 2 syncs.
- 621805 µs: The link from broker 4 to the controller is cut.
- 621805 µs: The link from the controller to broker 4 is cut.
- 621805 µs: A producer comes: to made-3, acks=all, idempotent, a record every 164ms, 1 at most.
- 1811050 µs: Broker 1 loses its power; some of what is unsynced survives.
- 3622050 µs: Broker 1 is started again.
- 3677142 µs: The link from the controller to broker 4 is whole.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Broker 4 starts.
    0.000000 s  Broker 5 starts.
    0.000000 s  Topic items-list is asked for, partitions: 1, cleanup.policy=compact, min.cleanable.dirty.ratio=0.5, delete.retention.ms=0, segment.bytes=4463.
    0.000000 s  Topic orders is asked for, partitions: 1, cleanup.policy=compact, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=5128.
    0.000000 s  Topic made-3 is asked for, partitions: 1.
    0.032000 s  Broker 1 serves.
    0.037000 s  Broker 2 serves.
    0.042000 s  Broker 3 serves.
    0.047000 s  Broker 4 serves.
    0.051000 s  The controller: broker 2 is let back in.
    0.052000 s  Broker 5 serves.
    0.056000 s  The controller: broker 3 is let back in.
    0.061000 s  The controller: broker 4 is let back in.
    0.066000 s  The controller: broker 5 is let back in.
    0.336000 s  Broker 1: topic items-list is there, partitions: 1.
    0.336000 s  Broker 2: topic items-list is there, partitions: 1.
    0.336000 s  Broker 3: topic items-list is there, partitions: 1.
    0.336000 s  Broker 4: topic items-list is there, partitions: 1.
    0.336000 s  Broker 5: topic items-list is there, partitions: 1.
    0.349209 s  Broker 2: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.349209 s  Broker 2: items-list-0 is led here in epoch 0, from 0 on.
    0.349719 s  Broker 4: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.350199 s  Broker 3: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.390209 s  Broker 1: topic orders is there, partitions: 1.
    0.390209 s  Broker 2: topic orders is there, partitions: 1.
    0.390209 s  Broker 3: topic orders is there, partitions: 1.
    0.390209 s  Broker 4: topic orders is there, partitions: 1.
    0.390209 s  Broker 5: topic orders is there, partitions: 1.
    0.401538 s  Broker 1: orders-0 is open, led here in epoch 0, and ends at 0.
    0.401538 s  Broker 1: orders-0 is led here in epoch 0, from 0 on.
    0.402996 s  Broker 3: orders-0 is open, led here in epoch 0, and ends at 0.
    0.403352 s  Broker 2: orders-0 is open, led here in epoch 0, and ends at 0.
    0.444352 s  Broker 1: topic made-3 is there, partitions: 1.
    0.444352 s  Broker 2: topic made-3 is there, partitions: 1.
    0.444352 s  Broker 3: topic made-3 is there, partitions: 1.
    0.444352 s  Broker 4: topic made-3 is there, partitions: 1.
    0.444352 s  Broker 5: topic made-3 is there, partitions: 1.
    0.455870 s  Broker 1: made-3-0 is open, led here in epoch 0, and ends at 0.
    0.457360 s  Broker 4: made-3-0 is open, led here in epoch 0, and ends at 0.
    0.457360 s  Broker 4: made-3-0 is led here in epoch 0, from 0 on.
    0.457798 s  Broker 5: made-3-0 is open, led here in epoch 0, and ends at 0.
    0.621805 s  The disk of broker 5 fails 2 syncs.
    0.621805 s  The link from broker 4 to the controller is cut.
    0.621805 s  The link from the controller to broker 4 is cut.
    0.621805 s  A producer comes: to made-3, acks=all, idempotent, a record every 164ms, 1 at most.
    0.729525 s  The disk of broker 5 fails an operation on 2d65f39605e7494a85638b4809faae48-0: Io.
    0.729525 s  Broker 5: made-3-0 has halted: Io.
    1.811050 s  Broker 1 loses its power; some of what is unsynced survives.
    1.811050 s  Broker 1 is down.
    3.561000 s  The controller: broker 4 is fenced.
    3.570000 s  Broker 2: the ISR of items-list-0 was [2, 3, 4] and is [2, 3].
    3.622050 s  Broker 1 is started again.
    3.622050 s  Broker 1 starts.
    3.654050 s  Broker 1 serves.
    3.654050 s  Broker 2: orders-0 is led here in epoch 1, from 0 on.
    3.666985 s  Broker 1: orders-0 is open, led here in epoch 1, and ends at 0.
    3.677142 s  The link from the controller to broker 4 is whole.
    3.679879 s  Broker 1: made-3-0 is open, led here in epoch 2, and ends at 0.
    3.679879 s  Broker 1: made-3-0 is led here in epoch 2, from 0 on.
    3.686142 s  Broker 4: the ISR of made-3-0 was [4, 5, 1] and is [4, 1].
    3.686142 s  Broker 4: made-3-0 is led by broker 1 now, in epoch 1.
    3.686142 s  Broken: R9: LogName { topic: TopicId(2d65f39605e7494a85638b4809faae48), partition: PartitionIndex(0) }: 4 commits 1 in epoch 0; 1 leads in 2 without it

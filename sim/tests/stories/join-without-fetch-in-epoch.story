glasslog story 1
breaks: R12
planted: JoinWithoutFetchInEpoch
run: BQIEBggKAIC23AUAAADAlrECAAETbWluLmluc3luYy5yZXBsaWNhcwEyBgCAyrXuAQMACgAEwJTniQEBAQAKaXRlbXMtbGlzdAgABA5jbGVhbnVwLnBvbGljeQ5jb21wYWN0LGRlbGV0ZRltaW4uY2xlYW5hYmxlLmRpcnR5LnJhdGlvBDAuMDETZGVsZXRlLnJldGVudGlvbi5tcwEwDXNlZ21lbnQuYnl0ZXMENTU3MwEAAwYAAAADAAppdGVtcy1saXN0AgECAMCd2BABAMC0qagBAgUFYXBwbGUEcGx1bQRraXdpBHBlYXIDZmlnAQQAhYobAAgOCALHkyAACQ4EAMeTIAAJDgYAx5MgAAoNBseTIAAKDQi_1CcA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 4, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=5573.
- 0 µs: A producer comes: to items-list, acks=all, idempotent, a record every 353ms, 4 at most.
- 443653 µs: Broker 4 loses its power; some of what is unsynced survives.
- 526791 µs: Broker 2 loses its power; nothing unsynced survives.
- 526791 µs: Broker 3 loses its power; nothing unsynced survives.
- 526791 µs: Broker 3 is started again.
- 526791 µs: Broker 4 is started again.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Broker 4 starts.
    0.000000 s  Broker 5 starts.
    0.000000 s  Topic items-list is asked for, partitions: 4, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=5573.
    0.000000 s  A producer comes: to items-list, acks=all, idempotent, a record every 353ms, 4 at most.
    0.041000 s  Broker 1 serves.
    0.046000 s  Broker 2 serves.
    0.051000 s  Broker 3 serves.
    0.056000 s  Broker 4 serves.
    0.061000 s  Broker 5 serves.
    0.063000 s  The controller: broker 2 is let back in.
    0.068000 s  The controller: broker 3 is let back in.
    0.073000 s  The controller: broker 4 is let back in.
    0.078000 s  The controller: broker 5 is let back in.
    0.363000 s  Broker 1: topic items-list is there, partitions: 4.
    0.363000 s  Broker 2: topic items-list is there, partitions: 4.
    0.363000 s  Broker 3: topic items-list is there, partitions: 4.
    0.363000 s  Broker 4: topic items-list is there, partitions: 4.
    0.363000 s  Broker 5: topic items-list is there, partitions: 4.
    0.381505 s  Broker 5: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.381505 s  Broker 5: items-list-0 is led here in epoch 0, from 0 on.
    0.383783 s  Broker 4: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.384599 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.387238 s  Broker 2: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.387863 s  Broker 5: items-list-3 is open, led here in epoch 0, and ends at 0.
    0.388761 s  Broker 3: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.390581 s  Broker 4: items-list-3 is open, led here in epoch 0, and ends at 0.
    0.390978 s  Broker 1: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.390978 s  Broker 1: items-list-1 is led here in epoch 0, from 0 on.
    0.393963 s  Broker 2: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.395713 s  Broker 3: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.400896 s  Broker 2: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.400896 s  Broker 2: items-list-2 is led here in epoch 0, from 0 on.
    0.402829 s  Broker 3: items-list-3 is open, led here in epoch 0, and ends at 0.
    0.402829 s  Broker 3: items-list-3 is led here in epoch 0, from 0 on.
    0.443653 s  Broker 4 loses its power; some of what is unsynced survives.
    0.443653 s  Broker 4 is down.
    0.448653 s  The controller: broker 4 is fenced.
    0.460653 s  Broker 2: the ISR of items-list-2 was [2, 3, 4] and is [2, 3].
    0.460653 s  Broker 3: the ISR of items-list-3 was [3, 4, 5] and is [3, 5].
    0.526791 s  Broker 2 loses its power; nothing unsynced survives.
    0.526791 s  Broker 2 is down.
    0.526791 s  Broker 3 loses its power; nothing unsynced survives.
    0.526791 s  Broker 3 is down.
    0.526791 s  Broker 3 is started again.
    0.526791 s  Broker 3 starts.
    0.526791 s  Broker 4 is started again.
    0.526791 s  Broker 4 starts.
    0.531791 s  The controller: broker 2 is fenced.
    0.536791 s  The controller: broker 3 is fenced.
    0.543791 s  Broker 1: the ISR of items-list-1 was [1, 2, 3] and is [1, 3].
    0.543791 s  Broker 5: the ISR of items-list-0 was [5, 1, 2] and is [5, 1].
    0.548791 s  Broker 1: the ISR of items-list-1 was [1, 3] and is [1].
    0.548791 s  Broker 5: items-list-3 is led here in epoch 1, from 0 on.
    0.567791 s  Broker 3 serves.
    0.572791 s  Broker 4 serves.
    0.584791 s  The controller: broker 3 is let back in.
    0.586478 s  Broker 3: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.589791 s  The controller: broker 4 is let back in.
    0.591230 s  Broker 4: items-list-2 is open, led here in epoch 2, and ends at 0.
    0.598390 s  Broker 4: items-list-3 is open, led here in epoch 1, and ends at 0.
    0.600335 s  Broker 3: items-list-3 is open, led here in epoch 1, and ends at 0.
    0.607233 s  Broker 3: items-list-2 is open, led here in epoch 3, and ends at 1.
    0.607233 s  Broker 3: items-list-2 is led here in epoch 3, from 1 on.
    0.649791 s  Broken: R12: LogName { topic: TopicId(f6fb08c3cdda478c92ac179f1c02c48b), partition: PartitionIndex(2) }: broker 4 is called in sync, and does not have all before 1

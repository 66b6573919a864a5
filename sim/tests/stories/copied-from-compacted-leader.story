glasslog story 1
breaks: L8
planted: nothing
run: AwIEBgCAyNAHAAAAwJaxAgAABgCAyrXuAQMACgAEwNf16QIBAQAKaXRlbXMtbGlzdAIABA5jbGVhbnVwLnBvbGljeQ5jb21wYWN0LGRlbGV0ZRltaW4uY2xlYW5hYmxlLmRpcnR5LnJhdGlvAzAuMxNkZWxldGUucmV0ZW50aW9uLm1zCzMxNTM2MDAwMDAwDXNlZ21lbnQuYnl0ZXMEMjIzNQEAwKc9A9etEgAHAwAKaXRlbXMtbGlzdAIBAgCAvYMUAQDAr8wSAQUFYXBwbGUEcGx1bQRraXdpBHBlYXIDZmlnAADmyY8EAAoPArq9gQcAChACzpmEBwA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 1, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.3, delete.retention.ms=31536000000, segment.bytes=2235.
- 300759 µs: A producer comes: to items-list, acks=all, idempotent, a record every 39ms.
- 8643814 µs: Broker 1 stands still.
- 14704314 µs: Broker 1 goes on.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Topic items-list is asked for, partitions: 1, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.3, delete.retention.ms=31536000000, segment.bytes=2235.
    0.053000 s  Broker 1 serves.
    0.058000 s  Broker 2 serves.
    0.063000 s  Broker 3 serves.
    0.079000 s  The controller: broker 2 is let back in.
    0.084000 s  The controller: broker 3 is let back in.
    0.300759 s  A producer comes: to items-list, acks=all, idempotent, a record every 39ms.
    0.399000 s  Broker 1: topic items-list is there, partitions: 1.
    0.399000 s  Broker 2: topic items-list is there, partitions: 1.
    0.399000 s  Broker 3: topic items-list is there, partitions: 1.
    0.409858 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.411114 s  Broker 2: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.413597 s  Broker 3: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.413597 s  Broker 3: items-list-0 is led here in epoch 0, from 0 on.
    8.643814 s  Broker 1 stands still.
   11.574000 s  The controller: broker 1 is fenced.
   11.590000 s  Broker 3: the ISR of items-list-0 was [3, 1, 2] and is [3, 2].
   14.704314 s  Broker 1 goes on.
   14.725314 s  The controller: broker 1 is let back in.
   14.748878 s  Broken: L8: LogName { topic: TopicId(a145e9c2f97c430e9e94eda800c5a39e), partition: PartitionIndex(0) }: the last record of its key, at Some(Offset(330)), is gone

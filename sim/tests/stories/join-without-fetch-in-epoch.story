glasslog story 1
breaks: R12
planted: JoinWithoutFetchInEpoch
run: BQIEBggKAIC23AUAgNrECQCAm-4CAAAGAIDKte4BBMCJkRwKAATAlOeJAQABAAppdGVtcy1saXN0CAAEDmNsZWFudXAucG9saWN5DmNvbXBhY3QsZGVsZXRlGW1pbi5jbGVhbmFibGUuZGlydHkucmF0aW8EMC4wMRNkZWxldGUucmV0ZW50aW9uLm1zATANc2VnbWVudC5ieXRlcwQ1NTczAQADDAAAAAMACml0ZW1zLWxpc3QCAQIAwJ3YEAEAwLSpqAECBQVhcHBsZQRwbHVtBGtpd2kEcGVhcgNmaWcBAQAAAAEDAAppdGVtcy1saXN0AQAAAMCL5A4BAIDrk08CBQVhcHBsZQRwbHVtBGtpd2kEcGVhcgNmaWcAAAAAAwUABWF1ZGl0AQppdGVtcy1saXN0AAIBAAAACMC28yAAAAAABAUABWF1ZGl0AQppdGVtcy1saXN0AAAAAAeA9J_EAgAAAAAFBQALaXRlbXMtZ3JvdXABCml0ZW1zLWxpc3QBAgGA9c36AgDAzI0ICYCfuNADAAAAAAYcC2l0ZW1zLWdyb3VwAQppdGVtcy1saXN0AAAHHAVhdWRpdAEKaXRlbXMtbGlzdLm1CAAIBgS5tQgACA4IAuqvtQIACg4KAuqvtQIACg0IqtC_AgAKDQr14coCAA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 4, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=5573.
- 0 µs: A producer comes: to items-list, acks=all, idempotent, a record every 353ms, 1 at most.
- 0 µs: A producer comes: to items-list, acks=1, a record every 166ms.
- 0 µs: A consumer comes: of items-list in group audit.
- 0 µs: A consumer comes: of items-list in group audit.
- 0 µs: A consumer comes: of items-list in group items-group.
- 0 µs: Somebody watches the commits of group items-group.
- 0 µs: Somebody watches the commits of group audit.
- 137913 µs: Consumer 4 leaves.
- 137913 µs: Broker 4 loses its power; some of what is unsynced survives.
- 5068778 µs: Broker 5 loses its power; some of what is unsynced survives.
- 5068778 µs: Broker 4 is started again.
- 5236778 µs: Broker 5 is started again.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Broker 4 starts.
    0.000000 s  Broker 5 starts.
    0.000000 s  Topic items-list is asked for, partitions: 4, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=5573.
    0.000000 s  A producer comes: to items-list, acks=all, idempotent, a record every 353ms, 1 at most.
    0.000000 s  A producer comes: to items-list, acks=1, a record every 166ms.
    0.000000 s  A consumer comes: of items-list in group audit.
    0.000000 s  A consumer comes: of items-list in group audit.
    0.000000 s  A consumer comes: of items-list in group items-group.
    0.000000 s  Somebody watches the commits of group items-group.
    0.000000 s  Somebody watches the commits of group audit.
    0.052016 s  Broker 3 serves.
    0.070265 s  Broker 4 serves.
    0.079725 s  Broker 5 serves.
    0.080895 s  Broker 1 serves.
    0.087093 s  Broker 2 serves.
    0.098531 s  The controller: broker 4 is let back in.
    0.104531 s  The controller: broker 5 is let back in.
    0.115292 s  The controller: broker 1 is let back in.
    0.127292 s  The controller: broker 2 is let back in.
    0.137913 s  Consumer 4 leaves.
    0.137913 s  Broker 4 loses its power; some of what is unsynced survives.
    0.137913 s  Broker 4 is down.
    0.380314 s  Broker 3: group items-group rebalances after generation 0: member consumer-6-e63c7cf8-09c2-4f93-9ed9-8192fc66021d joins.
    0.440499 s  Broker 3: topic items-list is there, partitions: 4.
    0.452152 s  Broker 5: topic items-list is there, partitions: 4.
    0.454596 s  Broker 1: topic items-list is there, partitions: 4.
    0.455651 s  Broker 2: topic items-list is there, partitions: 4.
    0.463912 s  Broker 3: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.463912 s  Broker 3: items-list-0 is led here in epoch 0, from 0 on.
    0.471085 s  Broker 3: items-list-3 is open, led here in epoch 0, and ends at 0.
    0.477698 s  Broker 2: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.480006 s  Broker 5: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.484617 s  Broker 2: items-list-3 is open, led here in epoch 0, and ends at 0.
    0.485852 s  Broker 1: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.493414 s  Broker 1: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.495155 s  Broker 5: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.499742 s  Broker 1: items-list-3 is open, led here in epoch 0, and ends at 0.
    0.499742 s  Broker 1: items-list-3 is led here in epoch 0, from 0 on.
    0.502618 s  Broker 5: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.502618 s  Broker 5: items-list-2 is led here in epoch 0, from 0 on.
    1.191035 s  Client 5: its group gets nowhere (NetworkException (13)); it tries again.
    4.157531 s  The controller: broker 4 is fenced.
    4.172495 s  Broker 3: the ISR of items-list-0 was [3, 4, 5] and is [3, 5].
    4.172495 s  Broker 3: group items-group is stable in generation 1, members: 1.
    4.175580 s  Broker 5: items-list-1 is led here in epoch 1, from 0 on.
    4.218043 s  Broker 3: group items-group rebalances after generation 1: member consumer-6-e63c7cf8-09c2-4f93-9ed9-8192fc66021d joins again as leader.
    4.323561 s  Broker 3: group items-group is stable in generation 2, members: 1.
    4.358949 s  Broker 5: group audit rebalances after generation 0: member consumer-5-0b934284-2b44-499b-84d5-8507bf1d8991 joins.
    4.466316 s  Broker 5: group audit is stable in generation 1, members: 1.
    5.068778 s  Broker 5 loses its power; some of what is unsynced survives.
    5.068778 s  Broker 5 is down.
    5.068778 s  Broker 4 is started again.
    5.068778 s  Broker 4 starts.
    5.134547 s  Broker 4 serves.
    5.182488 s  Broker 4: items-list-0 is open, led here in epoch 0, and ends at 0.
    5.189951 s  Broker 4: items-list-1 is open, led here in epoch 1, and ends at 0.
    5.236778 s  Broker 5 is started again.
    5.236778 s  Broker 5 starts.
    5.298592 s  Broker 5 serves.
    5.320652 s  Broker 5: items-list-1 is open, led here in epoch 2, and ends at 0.
    5.320652 s  Broker 5: items-list-1 is led here in epoch 2, from 0 on.
    5.359999 s  Broker 3: the ISR of items-list-0 was [3, 5] and is [3, 4, 5].
    5.374107 s  Broker 5: items-list-2 is open, led here in epoch 1, and ends at 6.
    5.374107 s  Broker 5: items-list-2 is led here in epoch 1, from 6 on.
    5.382563 s  Broker 5: items-list-0 is open, led here in epoch 0, and ends at 1.
    5.419253 s  Broken: R12: LogName { topic: TopicId(f6fb08c3cdda478c92ac179f1c02c48b), partition: PartitionIndex(3) }: broker 4 is called in sync, and does not have all before 6

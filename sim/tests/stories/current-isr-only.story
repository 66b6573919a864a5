glasslog story 1
breaks: R6
planted: CurrentIsrOnly
run: BQIEBggKAIC23AUAgNrECQCAm-4CAgAGAIDKte4BAwAKAATAlOeJAQEBAAppdGVtcy1saXN0CAAEDmNsZWFudXAucG9saWN5DmNvbXBhY3QsZGVsZXRlGW1pbi5jbGVhbmFibGUuZGlydHkucmF0aW8EMC4wMRNkZWxldGUucmV0ZW50aW9uLm1zATANc2VnbWVudC5ieXRlcwQ1NTczAQADCYCJegABAwAKaXRlbXMtbGlzdAEAAADAi-QOAQCA65NPAgUFYXBwbGUEcGx1bQRraXdpBHBlYXIDZmlnAQQAgIl6AAIDAAppdGVtcy1saXN0AgACAIC9gxQBAMC28yACBQVhcHBsZQRwbHVtBGtpd2kEcGVhcgNmaWcAAICJegAEBQAFYXVkaXQBCml0ZW1zLWxpc3QAAgEAAAAHgPSfxAIAAICJegAFBQALaXRlbXMtZ3JvdXABCml0ZW1zLWxpc3QBAgGA9c36AgDAzI0ICYCfuNADAACAiXoABhwLaXRlbXMtZ3JvdXABCml0ZW1zLWxpc3SAiXoABxwFYXVkaXQBCml0ZW1zLWxpc3Sr2dICAAgOCALgyP4CAAgGBsXN_gIACA0I3ZqSAwA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 4, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=5573.
- 2000000 µs: A producer comes: to items-list, acks=1, a record every 166ms, 4 at most.
- 2000000 µs: A producer comes: to items-list, acks=all, a record every 69ms.
- 2000000 µs: A consumer comes: of items-list in group audit.
- 2000000 µs: A consumer comes: of items-list in group items-group.
- 2000000 µs: Somebody watches the commits of group items-group.
- 2000000 µs: Somebody watches the commits of group audit.
- 5549227 µs: Broker 4 loses its power; some of what is unsynced survives.
- 6268000 µs: Consumer 6 leaves.
- 6268613 µs: Broker 4 is started again.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Broker 4 starts.
    0.000000 s  Broker 5 starts.
    0.000000 s  Topic items-list is asked for, partitions: 4, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=5573.
    0.053234 s  Broker 4 serves.
    0.063095 s  Broker 1 serves.
    0.070586 s  Broker 5 serves.
    0.078629 s  Broker 3 serves.
    0.091650 s  Broker 2 serves.
    0.100918 s  The controller: broker 1 is let back in.
    0.107809 s  The controller: broker 5 is let back in.
    0.114879 s  The controller: broker 3 is let back in.
    0.120879 s  The controller: broker 2 is let back in.
    0.453759 s  Broker 2: topic items-list is there, partitions: 4.
    0.466835 s  Broker 4: topic items-list is there, partitions: 4.
    0.467669 s  Broker 3: topic items-list is there, partitions: 4.
    0.469756 s  Broker 1: topic items-list is there, partitions: 4.
    0.471923 s  Broker 5: topic items-list is there, partitions: 4.
    0.475806 s  Broker 2: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.482725 s  Broker 2: items-list-3 is open, led here in epoch 0, and ends at 0.
    0.489626 s  Broker 3: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.489626 s  Broker 3: items-list-0 is led here in epoch 0, from 0 on.
    0.491775 s  Broker 4: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.498461 s  Broker 3: items-list-3 is open, led here in epoch 0, and ends at 0.
    0.499932 s  Broker 4: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.499932 s  Broker 4: items-list-1 is led here in epoch 0, from 0 on.
    0.501877 s  Broker 5: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.503450 s  Broker 1: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.509803 s  Broker 5: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.510249 s  Broker 1: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.517665 s  Broker 1: items-list-3 is open, led here in epoch 0, and ends at 0.
    0.517665 s  Broker 1: items-list-3 is led here in epoch 0, from 0 on.
    0.518739 s  Broker 5: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.518739 s  Broker 5: items-list-2 is led here in epoch 0, from 0 on.
    2.000000 s  A producer comes: to items-list, acks=1, a record every 166ms, 4 at most.
    2.000000 s  A producer comes: to items-list, acks=all, a record every 69ms.
    2.000000 s  A consumer comes: of items-list in group audit.
    2.000000 s  A consumer comes: of items-list in group items-group.
    2.000000 s  Somebody watches the commits of group items-group.
    2.000000 s  Somebody watches the commits of group audit.
    2.244094 s  Broker 4: group items-group rebalances after generation 0: member consumer-6-2bcc4920-9cf8-46e6-a972-a41e2bde3745 joins.
    2.249309 s  Broker 5: group audit rebalances after generation 0: member consumer-5-0b934284-2b44-499b-84d5-8507bf1d8991 joins.
    2.399443 s  Broker 4: group items-group is stable in generation 1, members: 1.
    2.403791 s  Broker 5: group audit is stable in generation 1, members: 1.
    5.549227 s  Broker 4 loses its power; some of what is unsynced survives.
    5.549227 s  Broker 4 is down.
    5.555227 s  The controller: broker 4 is fenced.
    5.572313 s  Broker 5: items-list-1 is led here in epoch 1, from 21 on.
    5.572373 s  Broker 5: groups read back from partition 2 of the commits: 1.
    5.578540 s  Broker 3: the ISR of items-list-0 was [3, 4, 5] and is [3, 5].
    6.268000 s  Consumer 6 leaves.
    6.268613 s  Broker 4 is started again.
    6.268613 s  Broker 4 starts.
    6.338789 s  Broker 4 serves.
    6.395163 s  Broker 4: items-list-0 is open, led here in epoch 0, and ends at 21.
    6.410606 s  Broker 4: items-list-1 is open, led here in epoch 1, and ends at 21.
    6.426581 s  Broker 5: group items-group rebalances after generation 1: member consumer-6-2bcc4920-9cf8-46e6-a972-a41e2bde3745 left.
    6.574478 s  Broker 3: the ISR of items-list-0 was [3, 5] and is [3, 4, 5].
    6.589789 s  Broken: R6: LogName { topic: TopicId(3b814712dbbc4af8b9ed4d10c3996cfa), partition: PartitionIndex(1) }: 27 is committed by 5, and broker 4, in sync, does not have it

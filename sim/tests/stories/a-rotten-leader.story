glasslog story 1
breaks: P2
planted: nothing
run: BAIEBgoAgNrECQAAAMCWsQIAAAYAgMq17gEDAAoABICvvnEAAQAKaXRlbXMtbGlzdAQABA5jbGVhbnVwLnBvbGljeQdjb21wYWN0GW1pbi5jbGVhbmFibGUuZGlydHkucmF0aW8DMC41E2RlbGV0ZS5yZXRlbnRpb24ubXMLMzE1MzYwMDAwMDANc2VnbWVudC5ieXRlcwQ1NTczAQDulnsI3IwnABMDAAppdGVtcy1saXN0AgEAAIDI0AcBAMChh3ACBQVhcHBsZQRwbHVtBGtpd2kEcGVhcgNmaWcBEADcjCcAFg4KANyMJwAXDQqWnTAAGA4KAJadMAAZDQqLxGYAGxcK6dTg0aORyMAWi8RmABsVi8RmAB0OCgL9pYUeASHS5uAMACISAAIBAgAAANLm4AwAIhIAHAEEAAAA0ubgDAAiEgECAAIAAADS5uAMACISAQICAAAA0ubgDAAiEgEEABwAAADS5uAMACISAQQBCAAAANLm4AwAIhIBBAIAAADS5uAMACISAQYBCAAAANLm4AwAIhIBBgIAAADS5uAMACISAQoBCAAAANLm4AwAIhIBCgIAAADS5uAMACISAgECAAAA0ubgDAAiGQDAlrECAMCWsQLS5uAMACIU0ubgDAAiFgIAAAAAAADS5uAMACILAtLm4AwAIg0CkoHtDAAiFgQAAAAAAACSge0MACILBJKB7QwAIg0E0pv5DAAiFgYAAAAAAADSm_kMACILBtKb-QwAIg0GkraFDQAiFggAAAAAAACStoUNACILCJK2hQ0AIg0I0tCRDQAiFgoAAAAAAADS0JENACILCtLQkQ0AIg0KkuudDQAiCRwAkuudDQAiCSEAkuudDQAiCSIAkuudDQAiBQAFYXVkaXQCCml0ZW1zLWxpc3QGb3JkZXJzAAIBgP6sDQAABsDiwt0CAAE

What is done:
- 0 µs: Topic items-list is asked for, partitions: 2, cleanup.policy=compact, min.cleanable.dirty.ratio=0.5, delete.retention.ms=31536000000, segment.bytes=5573.
- 640604 µs: A producer comes: to items-list, acks=all, idempotent, a record every 235ms, 16 at most.
- 640604 µs: Broker 5 loses its power; nothing unsynced survives.
- 640604 µs: Broker 5 is started again.
- 790166 µs: Broker 5 loses its power; nothing unsynced survives.
- 790166 µs: Broker 5 is started again.
- 1679883 µs: A bit rots on the disk of broker 5.
- 1679883 µs: The ensemble loses its controller.
- 1679883 µs: Broker 5 loses its power; some of what is unsynced survives.
- 26751826 µs: The link from client 2 to broker 1 is whole.
- 26751826 µs: The link from client 28 to broker 2 is whole.
- 26751826 µs: The link from broker 1 to client 2 is whole.
- 26751826 µs: The link from broker 1 to the controller is whole.
- 26751826 µs: The link from broker 2 to client 28 is whole.
- 26751826 µs: The link from broker 2 to broker 4 is whole.
- 26751826 µs: The link from broker 2 to the controller is whole.
- 26751826 µs: The link from broker 3 to broker 4 is whole.
- 26751826 µs: The link from broker 3 to the controller is whole.
- 26751826 µs: The link from broker 5 to broker 4 is whole.
- 26751826 µs: The link from broker 5 to the controller is whole.
- 26751826 µs: The link from the controller to broker 1 is whole.
- 26751826 µs: Messages take 5ms from now on, and up to 5ms more.
- 26751826 µs: The ensemble shall elect another controller.
- 26751826 µs: The disk of broker 1 is as good as new.
- 26751826 µs: The process of broker 1 is killed.
- 26751826 µs: Broker 1 is started again.
- 26951826 µs: The disk of broker 2 is as good as new.
- 26951826 µs: The process of broker 2 is killed.
- 26951826 µs: Broker 2 is started again.
- 27151826 µs: The disk of broker 3 is as good as new.
- 27151826 µs: The process of broker 3 is killed.
- 27151826 µs: Broker 3 is started again.
- 27351826 µs: The disk of broker 4 is as good as new.
- 27351826 µs: The process of broker 4 is killed.
- 27351826 µs: Broker 4 is started again.
- 27551826 µs: The disk of broker 5 is as good as new.
- 27551826 µs: The process of broker 5 is killed.
- 27551826 µs: Broker 5 is started again.
- 27751826 µs: Producer 28 sends no more by itself.
- 27751826 µs: Producer 33 sends no more by itself.
- 27751826 µs: Producer 34 sends no more by itself.
- 27751826 µs: A consumer comes: of items-list, orders in group audit, scripted by hand.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Broker 5 starts.
    0.000000 s  Topic items-list is asked for, partitions: 2, cleanup.policy=compact, min.cleanable.dirty.ratio=0.5, delete.retention.ms=31536000000, segment.bytes=5573.
    0.065000 s  Broker 1 serves.
    0.070000 s  Broker 2 serves.
    0.075000 s  Broker 3 serves.
    0.080000 s  Broker 5 serves.
    0.095000 s  The controller: broker 2 is let back in.
    0.100000 s  The controller: broker 3 is let back in.
    0.105000 s  The controller: broker 5 is let back in.
    0.435000 s  Broker 1: topic items-list is there, partitions: 2.
    0.435000 s  Broker 2: topic items-list is there, partitions: 2.
    0.435000 s  Broker 3: topic items-list is there, partitions: 2.
    0.435000 s  Broker 5: topic items-list is there, partitions: 2.
    0.445991 s  Broker 5: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.445991 s  Broker 5: items-list-0 is led here in epoch 0, from 0 on.
    0.447151 s  Broker 3: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.452972 s  Broker 2: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.453185 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.458109 s  Broker 2: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.460610 s  Broker 1: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.460610 s  Broker 1: items-list-1 is led here in epoch 0, from 0 on.
    0.640604 s  A producer comes: to items-list, acks=all, idempotent, a record every 235ms, 16 at most.
    0.640604 s  Broker 5 loses its power; nothing unsynced survives.
    0.640604 s  Broker 5 is down.
    0.640604 s  Broker 5 is started again.
    0.640604 s  Broker 5 starts.
    0.705604 s  Broker 5 serves.
    0.717912 s  Broker 5: items-list-0 is open, led here in epoch 1, and ends at 0.
    0.717912 s  Broker 5: items-list-0 is led here in epoch 1, from 0 on.
    0.790166 s  Broker 5 loses its power; nothing unsynced survives.
    0.790166 s  Broker 5 is down.
    0.790166 s  Broker 5 is started again.
    0.790166 s  Broker 5 starts.
    0.855166 s  Broker 5 serves.
    0.867961 s  Broker 5: items-list-0 is open, led here in epoch 2, and ends at 0.
    0.867961 s  Broker 5: items-list-0 is led here in epoch 2, from 0 on.
    1.679883 s  A bit rots on the disk of broker 5.
    1.679883 s  The ensemble loses its controller.
    1.679883 s  Broker 5 loses its power; some of what is unsynced survives.
    1.679883 s  Broker 5 is down.
   26.751826 s  The link from client 2 to broker 1 is whole.
   26.751826 s  The link from client 28 to broker 2 is whole.
   26.751826 s  The link from broker 1 to client 2 is whole.
   26.751826 s  The link from broker 1 to the controller is whole.
   26.751826 s  The link from broker 2 to client 28 is whole.
   26.751826 s  The link from broker 2 to broker 4 is whole.
   26.751826 s  The link from broker 2 to the controller is whole.
   26.751826 s  The link from broker 3 to broker 4 is whole.
   26.751826 s  The link from broker 3 to the controller is whole.
   26.751826 s  The link from broker 5 to broker 4 is whole.
   26.751826 s  The link from broker 5 to the controller is whole.
   26.751826 s  The link from the controller to broker 1 is whole.
   26.751826 s  Messages take 5ms from now on, and up to 5ms more.
   26.751826 s  The ensemble shall elect another controller.
   26.751826 s  The ensemble elects controller 2.
   26.751826 s  The disk of broker 1 is as good as new.
   26.751826 s  The process of broker 1 is killed.
   26.751826 s  Broker 1 is down.
   26.751826 s  Broker 1 is started again.
   26.751826 s  Broker 1 starts.
   26.779960 s  Broker 1 serves.
   26.786649 s  Broker 1: items-list-1 is open, led here in epoch 1, and ends at 13.
   26.786649 s  Broker 1: items-list-1 is led here in epoch 1, from 13 on.
   26.787303 s  Broker 1: items-list-0 is open, led here in epoch 2, and ends at 1.
   26.951826 s  The disk of broker 2 is as good as new.
   26.951826 s  The process of broker 2 is killed.
   26.951826 s  Broker 2 is down.
   26.951826 s  Broker 2 is started again.
   26.951826 s  Broker 2 starts.
   26.980572 s  Broker 2 serves.
   26.987861 s  Broker 2: items-list-0 is open, led here in epoch 2, and ends at 1.
   26.988250 s  Broker 2: items-list-1 is open, led here in epoch 1, and ends at 13.
   27.151826 s  The disk of broker 3 is as good as new.
   27.151826 s  The process of broker 3 is killed.
   27.151826 s  Broker 3 is down.
   27.151826 s  Broker 3 is started again.
   27.151826 s  Broker 3 starts.
   27.178474 s  Broker 3 serves.
   27.186155 s  Broker 3: items-list-1 is open, led here in epoch 1, and ends at 13.
   27.351826 s  The disk of broker 4 is as good as new.
   27.351826 s  The process of broker 4 is killed.
   27.351826 s  Broker 4 is started again.
   27.551826 s  The disk of broker 5 is as good as new.
   27.551826 s  The process of broker 5 is killed.
   27.551826 s  Broker 5 is started again.
   27.551826 s  Broker 5 starts.
   27.578025 s  Broker 5 serves.
   27.597263 s  Broker 5: items-list-0 is open, led here in epoch 3, and ends at 1; it is damaged at offset 0.
   27.597263 s  Broker 5: items-list-0 is led here in epoch 3, from 1 on.
   27.624842 s  Broker 1: items-list-0 is cut from 1 to 0: the leader does not have the rest.
   27.708312 s  Broker 2: items-list-0 is cut from 1 to 0: the leader does not have the rest.
   27.751826 s  Producer 28 sends no more by itself.
   27.751826 s  Producer 33 sends no more by itself.
   27.751826 s  Producer 34 sends no more by itself.
   27.751826 s  A consumer comes: of items-list, orders in group audit, scripted by hand.
   27.751826 s  Producer 20 sends no more by itself.
   27.894556 s  Broker 5: group audit rebalances after generation 0: member consumer-35-ff9564e8-f9e5-4bb2-91bc-47fbd49268ad joins.
   27.949028 s  Broker 5: group audit is stable in generation 1, members: 1.
   28.566066 s  Broken: P2: LogName { topic: TopicId(cecd188b0e01428992019db1be3973d6), partition: PartitionIndex(0) }: producer 0 has sequence 0 twice

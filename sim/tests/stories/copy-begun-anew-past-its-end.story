glasslog story 1
breaks: P6
planted: nothing
run: AwIEBgCA2sQJAAAAwJaxAgAABACAyrXuAQMACgACgJCzgwIBAQAKaXRlbXMtbGlzdAIABA5jbGVhbnVwLnBvbGljeQ5jb21wYWN0LGRlbGV0ZRltaW4uY2xlYW5hYmxlLmRpcnR5LnJhdGlvBDAuMDETZGVsZXRlLnJldGVudGlvbi5tcwEwDXNlZ21lbnQuYnl0ZXMENDMzNwEA1qbxAgSgwh4AAQMACml0ZW1zLWxpc3QCAQEAwPnvDAEAgKuYjAECBQVhcHBsZQRwbHVtBGtpd2kEcGVhcgNmaWcBAQCgwh4ABQMACml0ZW1zLWxpc3QCAQEAwMHAFAEAgLeKPAEFBWFwcGxlBHBsdW0Ea2l3aQRwZWFyA2ZpZwAA34y-AgAGFgIAAAABAACqxrYEAAcXBs6xpa6ygo7YlgGW2LGsAQEQtOj2FQAHGQDAlrECAMCWsQK06PYVAAcUtOj2FQAHFgIAAAAAAAC06PYVAAcLArTo9hUABw0C9IKDFgAHFgQAAAAAAAD0goMWAAcLBPSCgxYABw0EtJ2PFgAHFgYAAAAAAAC0nY8WAAcLBrSdjxYABw0G9LebFgAHCQEA9LebFgAHCQIA9LebFgAHCQYA9LebFgAHCQcA9LebFgAHBQAFYXVkaXQCCml0ZW1zLWxpc3QGb3JkZXJzAQIAwKqBcQAADoDJkLICAAA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 1, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=4337.
- 500000 µs: A producer comes: to items-list, acks=all, idempotent, a record every 294ms, 1 at most.
- 500000 µs: A producer comes: to items-list, acks=all, idempotent, a record every 126ms.
- 5211743 µs: The disk of broker 1 fails 1 reads.
- 9282346 µs: A bit rots on the disk of broker 3.
- 45986868 µs: Messages take 5ms from now on, and up to 5ms more.
- 45986868 µs: The ensemble shall elect another controller.
- 45986868 µs: The disk of broker 1 is as good as new.
- 45986868 µs: The process of broker 1 is killed.
- 45986868 µs: Broker 1 is started again.
- 46186868 µs: The disk of broker 2 is as good as new.
- 46186868 µs: The process of broker 2 is killed.
- 46186868 µs: Broker 2 is started again.
- 46386868 µs: The disk of broker 3 is as good as new.
- 46386868 µs: The process of broker 3 is killed.
- 46386868 µs: Broker 3 is started again.
- 46586868 µs: Producer 1 sends no more by itself.
- 46586868 µs: Producer 2 sends no more by itself.
- 46586868 µs: Producer 6 sends no more by itself.
- 46586868 µs: Producer 7 sends no more by itself.
- 46586868 µs: A consumer comes: of items-list, orders in group audit.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Topic items-list is asked for, partitions: 1, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=4337.
    0.065000 s  Broker 1 serves.
    0.070000 s  Broker 2 serves.
    0.075000 s  Broker 3 serves.
    0.095000 s  The controller: broker 2 is let back in.
    0.100000 s  The controller: broker 3 is let back in.
    0.435000 s  Broker 1: topic items-list is there, partitions: 1.
    0.435000 s  Broker 2: topic items-list is there, partitions: 1.
    0.435000 s  Broker 3: topic items-list is there, partitions: 1.
    0.447991 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.449391 s  Broker 3: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.449391 s  Broker 3: items-list-0 is led here in epoch 0, from 0 on.
    0.500000 s  A producer comes: to items-list, acks=all, idempotent, a record every 294ms, 1 at most.
    0.500000 s  A producer comes: to items-list, acks=all, idempotent, a record every 126ms.
    5.211743 s  The disk of broker 1 fails 1 reads.
    7.697050 s  The disk of broker 1 fails an operation on de23f5b9b32f43f0878dc4a20c87eac3-0/00000000000000000000-0000000001.log: Io.
    7.772426 s  Broker 1: items-list-0 has halted: Io.
    7.817426 s  Broker 3: the ISR of items-list-0 was [3, 1] and is [3].
    9.282346 s  A bit rots on the disk of broker 3.
   45.986868 s  Messages take 5ms from now on, and up to 5ms more.
   45.986868 s  The ensemble shall elect another controller.
   45.986868 s  The ensemble elects controller 2.
   45.986868 s  The disk of broker 1 is as good as new.
   45.986868 s  The process of broker 1 is killed.
   45.986868 s  Broker 1 is down.
   45.986868 s  Broker 1 is started again.
   45.986868 s  Broker 1 starts.
   45.991868 s  The controller: broker 1 is fenced.
   46.011896 s  Broker 1 serves.
   46.023285 s  The controller: broker 1 is let back in.
   46.029993 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 58.
   46.186868 s  The disk of broker 2 is as good as new.
   46.186868 s  The process of broker 2 is killed.
   46.186868 s  Broker 2 is down.
   46.186868 s  Broker 2 is started again.
   46.186868 s  Broker 2 starts.
   46.191868 s  The controller: broker 2 is fenced.
   46.212531 s  Broker 2 serves.
   46.223798 s  The controller: broker 2 is let back in.
   46.386868 s  The disk of broker 3 is as good as new.
   46.386868 s  The process of broker 3 is killed.
   46.386868 s  Broker 3 is down.
   46.386868 s  Broker 3 is started again.
   46.386868 s  Broker 3 starts.
   46.391868 s  The controller: broker 3 is fenced.
   46.414891 s  Broker 3 serves.
   46.420892 s  Broker 3: items-list-0 is open, led here in epoch 1, and ends at 365.
   46.426589 s  The controller: broker 3 is let back in.
   46.435042 s  Broker 3: items-list-0 is led here in epoch 2, from 365 on.
   46.586868 s  Producer 1 sends no more by itself.
   46.586868 s  Producer 2 sends no more by itself.
   46.586868 s  Producer 6 sends no more by itself.
   46.586868 s  Producer 7 sends no more by itself.
   46.586868 s  A consumer comes: of items-list, orders in group audit.
   46.709987 s  Broker 1: group audit rebalances after generation 0: member consumer-8-866207ab-19b6-4760-9722-535049a404b4 joins.
   46.762166 s  Broker 1: group audit is stable in generation 1, members: 1.
  346.414891 s  Broker 3: items-list-0 begins at 302 now.
  346.500673 s  Broker 3: the ISR of items-list-0 was [3] and is [3, 1].
  361.524246 s  Broken: P6: LogName { topic: TopicId(de23f5b9b32f43f0878dc4a20c87eac3), partition: PartitionIndex(0) }: producer Some(ProducerId(0)) is None for broker 1, Some(ProducerEntry { epoch: ProducerEpoch(0), last_seen: Timestamp(1704067200500), recent: [RecentBatch { first_sequence: 0, last_sequence: 0, base_offset: Offset(0), last_offset: Offset(0), timestamp: Timestamp(1704067200500) }] }) in its log

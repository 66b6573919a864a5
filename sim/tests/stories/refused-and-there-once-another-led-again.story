glasslog story 1
breaks: P2
planted: nothing
run: AwIEBgDAlrECAICJegCApOgDAAAEAIDKte4BAwAKAAPAv_abAQEBAAppdGVtcy1saXN0BgAAAQCSgocIBoCJegAAIQAKaXRlbXMtbGlzdAIBAQCA7LgLAQDA_syiAQEFBWFwcGxlBHBsdW0Ea2l3aQRwZWFyA2ZpZwAAAQIEAIDtgbADBsDj3p8BgIl6AAEFAAVhdWRpdAEKaXRlbXMtbGlzdAACAQAAAArAkosdAACQxtsLAAcLBJD-8gsABw0E0LP2CwAHEgEEAQYBAACB3NUOAAcLBKa0xCkBEMCprR0ABxIBBgIAAADAqa0dAAcSAgEGAAAAwKmtHQAHGQDAlrECAMCWsQLAqa0dAAcUwKmtHQAHFgIAAAAAAADAqa0dAAcLAsCprR0ABw0CgMS5HQAHFgQAAAAAAACAxLkdAAcLBIDEuR0ABw0EwN7FHQAHFgYAAAAAAADA3sUdAAcLBsDexR0ABw0GgPnRHQAHCQEAgPnRHQAHBQALaXRlbXMtZ3JvdXABCml0ZW1zLWxpc3QAAADAzI0IBoCmxHAAAYD50R0ACBIBBAEGAAAA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 3.
- 2000000 µs: A producer comes: to items-list, acks=all, idempotent, a record every 341ms, sending again 2 times at most, with 4 requests under way at most, waiting 906ms for an answer, giving up after 6.335s.
- 2000000 µs: A consumer comes: of items-list in group audit.
- 24568592 µs: The process of broker 2 is killed.
- 24952592 µs: Broker 2 is started again.
- 25008592 µs: The link from broker 2 to broker 3 is cut.
- 30764545 µs: The process of broker 2 is killed.
- 61560000 µs: The link from broker 3 to the controller is whole.
- 61560000 µs: The link from the controller to broker 3 is whole.
- 61560000 µs: Messages take 5ms from now on, and up to 5ms more.
- 61560000 µs: The ensemble shall elect another controller.
- 61560000 µs: The disk of broker 1 is as good as new.
- 61560000 µs: The process of broker 1 is killed.
- 61560000 µs: Broker 1 is started again.
- 61760000 µs: The disk of broker 2 is as good as new.
- 61760000 µs: The process of broker 2 is killed.
- 61760000 µs: Broker 2 is started again.
- 61960000 µs: The disk of broker 3 is as good as new.
- 61960000 µs: The process of broker 3 is killed.
- 61960000 µs: Broker 3 is started again.
- 62160000 µs: Producer 1 sends no more by itself.
- 62160000 µs: A consumer comes: of items-list in group items-group, scripted by hand.
- 62160000 µs: The link from broker 2 to broker 3 is whole.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Topic items-list is asked for, partitions: 3.
    0.024951 s  Broker 2 serves.
    0.034292 s  Broker 1 serves.
    0.041202 s  Broker 3 serves.
    0.049113 s  The controller: broker 1 is let back in.
    0.057113 s  The controller: broker 3 is let back in.
    0.312037 s  Broker 3: topic items-list is there, partitions: 3.
    0.312589 s  Broker 1: topic items-list is there, partitions: 3.
    0.312712 s  Broker 2: topic items-list is there, partitions: 3.
    0.339568 s  Broker 3: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.341455 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.341455 s  Broker 1: items-list-0 is led here in epoch 0, from 0 on.
    0.343945 s  Broker 2: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.350959 s  Broker 3: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.350959 s  Broker 3: items-list-2 is led here in epoch 0, from 0 on.
    0.351455 s  Broker 1: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.355221 s  Broker 2: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.355221 s  Broker 2: items-list-1 is led here in epoch 0, from 0 on.
    2.000000 s  A producer comes: to items-list, acks=all, idempotent, a record every 341ms, sending again 2 times at most, with 4 requests under way at most, waiting 906ms for an answer, giving up after 6.335s.
    2.000000 s  A consumer comes: of items-list in group audit.
    2.125968 s  Broker 2: group audit rebalances after generation 0: member consumer-2-2cbe5924-c010-44f9-94b6-4869f20fe232 joins.
    2.191724 s  Broker 2: group audit is stable in generation 1, members: 1.
   24.568592 s  The process of broker 2 is killed.
   24.568592 s  Broker 2 is down.
   24.576592 s  The controller: broker 2 is fenced.
   24.582398 s  Broker 3: items-list-1 is led here in epoch 1, from 41 on.
   24.582478 s  Broker 3: groups read back from partition 3 of the commits: 1.
   24.582593 s  Broker 1: the ISR of items-list-0 was [1, 2] and is [1].
   24.952592 s  Broker 2 is started again.
   24.952592 s  Broker 2 starts.
   24.979034 s  Broker 2 serves.
   24.990409 s  Broker 2: items-list-1 is open, led here in epoch 1, and ends at 41.
   24.991078 s  Broker 2: items-list-0 is open, led here in epoch 0, and ends at 26.
   25.008592 s  The link from broker 2 to broker 3 is cut.
   25.033132 s  Broker 3: the ISR of items-list-1 was [3] and is [2, 3].
   25.061158 s  Broker 1: the ISR of items-list-0 was [1] and is [1, 2].
   29.168591 s  Client 1: record 69 is given up: it may be in the log or not.
   30.013021 s  Broker 2: items-list-1 is led here in epoch 2, from 41 on.
   30.013485 s  Broker 3: items-list-1 is led by broker 2 now, in epoch 2.
   30.272136 s  Client 1: record 70 was refused: OutOfOrderSequenceNumber (45).
   30.740927 s  Client 2: its group gets nowhere (CoordinatorLoadInProgress (14)); it tries again.
   30.764545 s  The process of broker 2 is killed.
   30.764545 s  Broker 2 is down.
   30.771372 s  Client 1: record 71 is given up: it may be in the log or not.
   30.772545 s  The controller: broker 2 is fenced.
   30.777914 s  Broker 3: items-list-1 is led here in epoch 3, from 44 on.
   30.777994 s  Broker 3: groups read back from partition 3 of the commits: 1.
   30.778913 s  Broker 1: the ISR of items-list-0 was [1, 2] and is [1].
   61.560000 s  The link from broker 3 to the controller is whole.
   61.560000 s  The link from the controller to broker 3 is whole.
   61.560000 s  Messages take 5ms from now on, and up to 5ms more.
   61.560000 s  The ensemble shall elect another controller.
   61.560000 s  The ensemble elects controller 2.
   61.560000 s  The disk of broker 1 is as good as new.
   61.560000 s  The process of broker 1 is killed.
   61.560000 s  Broker 1 is down.
   61.560000 s  Broker 1 is started again.
   61.560000 s  Broker 1 starts.
   61.568000 s  The controller: broker 1 is fenced.
   61.577982 s  Broker 3: the ISR of items-list-2 was [3, 1] and is [3].
   61.592124 s  Broker 1 serves.
   61.601657 s  Broker 1: items-list-0 is open, led here in epoch 1, and ends at 70.
   61.605389 s  The controller: broker 1 is let back in.
   61.614520 s  Broker 1: items-list-0 is led here in epoch 2, from 70 on.
   61.631525 s  Broker 1: items-list-2 is open, led here in epoch 0, and ends at 0.
   61.677285 s  Broker 3: the ISR of items-list-2 was [3] and is [3, 1].
   61.760000 s  The disk of broker 2 is as good as new.
   61.760000 s  The process of broker 2 is killed.
   61.760000 s  Broker 2 is started again.
   61.760000 s  Broker 2 starts.
   61.790676 s  Broker 2 serves.
   61.801325 s  Broker 2: items-list-0 is open, led here in epoch 2, and ends at 34.
   61.801716 s  Broker 2: items-list-1 is open, led here in epoch 3, and ends at 42.
   61.887939 s  Broker 1: the ISR of items-list-0 was [1] and is [1, 2].
   61.960000 s  The disk of broker 3 is as good as new.
   61.960000 s  The process of broker 3 is killed.
   61.960000 s  Broker 3 is down.
   61.960000 s  Broker 3 is started again.
   61.960000 s  Broker 3 starts.
   61.968000 s  The controller: broker 3 is fenced.
   61.977033 s  Broker 1: items-list-2 is led here in epoch 1, from 0 on.
   61.991890 s  Broker 3 serves.
   62.001207 s  Broker 3: items-list-1 is open, led here in epoch 4, and ends at 106.
   62.007838 s  The controller: broker 3 is let back in.
   62.015114 s  Broker 3: items-list-1 is led here in epoch 5, from 106 on.
   62.015194 s  Broker 3: groups read back from partition 3 of the commits: 1.
   62.033107 s  Broker 3: items-list-2 is open, led here in epoch 1, and ends at 0.
   62.073995 s  Broker 1: the ISR of items-list-2 was [1] and is [3, 1].
   62.160000 s  Producer 1 sends no more by itself.
   62.160000 s  A consumer comes: of items-list in group items-group, scripted by hand.
   62.160000 s  The link from broker 2 to broker 3 is whole.
   62.183122 s  Broker 2: items-list-1 is cut from 42 to 41: the leader does not have the rest.
   62.263474 s  Broker 1: group items-group rebalances after generation 0: member consumer-8-d289d041-cec1-4c2f-9644-c00f9ca7b30b joins.
   62.282768 s  Broker 3: the ISR of items-list-1 was [3] and is [2, 3].
   62.327544 s  Broker 1: group items-group is stable in generation 1, members: 1.
   66.573360 s  Broker 2: items-list-1 is led here in epoch 6, from 107 on.
   66.573440 s  Broker 2: groups read back from partition 3 of the commits: 1.
   66.574239 s  Broker 3: items-list-1 is led by broker 2 now, in epoch 6.
   66.574239 s  Broker 3: items-list-2 is led here in epoch 2, from 0 on.
   66.577856 s  Broker 1: items-list-2 is led by broker 3 now, in epoch 2.
   87.104038 s  Broken: P2: ("items-list", PartitionIndex(1)): a record was sent 1 times, refused 1 times, and is there 1 times

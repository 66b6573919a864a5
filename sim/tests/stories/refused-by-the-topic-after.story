glasslog story 1
breaks: P2
planted: nothing
run: AQIAgNrECQAAAMCWsQIAAAIAgMq17gEDAAoAAoCuq6kDAQABALG0sisGAAAAIQAKaXRlbXMtbGlzdAIBAAAAAQDA8_-uAQAAAAEBBQbAmvLVAgvAz6ClAtKXvwwABBkAwPD1CwCA-oYovoa-DQAEAAppdGVtcy1saXN0AgAA_pibDgAEGwEIwPyCqgL-mJsOAAQCCml0ZW1zLWxpc3T-mJsOAAQACml0ZW1zLWxpc3QCAAD95_NFAQfyvaw8AAQZAMCWsQIAwJaxAvK9rDwABBTyvaw8AAQWAgAAAAAAAPK9rDwABAsC8r2sPAAEDQKy2Lg8AAQJAQCy2Lg8AAQFAAVhdWRpdAEKaXRlbXMtbGlzdAACAYCS9AEAAAbAxNOxAgAB

What is done:
- 0 µs: A producer comes: to items-list, acks=all, idempotent, a record every 367ms, sending again 1 times at most, waiting 6.717s for an answer, giving up after 11.615s.
- 26201042 µs: Messages take 25ms from now on, and up to 84ms more.
- 28279614 µs: Topic items-list is asked for, partitions: 1.
- 29805694 µs: Nothing arrives on the connections of client 1 for 8.625s.
- 29805694 µs: Topic items-list shall go.
- 29805694 µs: Topic items-list is asked for, partitions: 1.
- 126557938 µs: Messages take 5ms from now on, and up to 5ms more.
- 126557938 µs: The ensemble shall elect another controller.
- 126557938 µs: The disk of broker 1 is as good as new.
- 126557938 µs: The process of broker 1 is killed.
- 126557938 µs: Broker 1 is started again.
- 126757938 µs: Producer 1 sends no more by itself.
- 126757938 µs: A consumer comes: of items-list in group audit, scripted by hand.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  A producer comes: to items-list, acks=all, idempotent, a record every 367ms, sending again 1 times at most, waiting 6.717s for an answer, giving up after 11.615s.
    0.065000 s  Broker 1 serves.
   11.615000 s  Client 1: record 0 was refused: UnknownTopicOrPartition (3).
   11.982000 s  Client 1: record 1 was refused: UnknownTopicOrPartition (3).
   12.349000 s  Client 1: record 2 was refused: UnknownTopicOrPartition (3).
   12.716000 s  Client 1: record 3 was refused: UnknownTopicOrPartition (3).
   13.083000 s  Client 1: record 4 was refused: UnknownTopicOrPartition (3).
   13.450000 s  Client 1: record 5 was refused: UnknownTopicOrPartition (3).
   13.817000 s  Client 1: record 6 was refused: UnknownTopicOrPartition (3).
   14.184000 s  Client 1: record 7 was refused: UnknownTopicOrPartition (3).
   14.551000 s  Client 1: record 8 was refused: UnknownTopicOrPartition (3).
   14.918000 s  Client 1: record 9 was refused: UnknownTopicOrPartition (3).
   15.285000 s  Client 1: record 10 was refused: UnknownTopicOrPartition (3).
   15.652000 s  Client 1: record 11 was refused: UnknownTopicOrPartition (3).
   16.019000 s  Client 1: record 12 was refused: UnknownTopicOrPartition (3).
   16.386000 s  Client 1: record 13 was refused: UnknownTopicOrPartition (3).
   16.753000 s  Client 1: record 14 was refused: UnknownTopicOrPartition (3).
   17.120000 s  Client 1: record 15 was refused: UnknownTopicOrPartition (3).
   17.487000 s  Client 1: record 16 was refused: UnknownTopicOrPartition (3).
   17.854000 s  Client 1: record 17 was refused: UnknownTopicOrPartition (3).
   18.221000 s  Client 1: record 18 was refused: UnknownTopicOrPartition (3).
   18.588000 s  Client 1: record 19 was refused: UnknownTopicOrPartition (3).
   18.955000 s  Client 1: record 20 was refused: UnknownTopicOrPartition (3).
   19.322000 s  Client 1: record 21 was refused: UnknownTopicOrPartition (3).
   19.689000 s  Client 1: record 22 was refused: UnknownTopicOrPartition (3).
   20.056000 s  Client 1: record 23 was refused: UnknownTopicOrPartition (3).
   20.423000 s  Client 1: record 24 was refused: UnknownTopicOrPartition (3).
   20.790000 s  Client 1: record 25 was refused: UnknownTopicOrPartition (3).
   21.157000 s  Client 1: record 26 was refused: UnknownTopicOrPartition (3).
   21.524000 s  Client 1: record 27 was refused: UnknownTopicOrPartition (3).
   21.891000 s  Client 1: record 28 was refused: UnknownTopicOrPartition (3).
   22.258000 s  Client 1: record 29 was refused: UnknownTopicOrPartition (3).
   22.625000 s  Client 1: record 30 was refused: UnknownTopicOrPartition (3).
   22.992000 s  Client 1: record 31 was refused: UnknownTopicOrPartition (3).
   23.359000 s  Client 1: record 32 was refused: UnknownTopicOrPartition (3).
   23.726000 s  Client 1: record 33 was refused: UnknownTopicOrPartition (3).
   24.093000 s  Client 1: record 34 was refused: UnknownTopicOrPartition (3).
   24.460000 s  Client 1: record 35 was refused: UnknownTopicOrPartition (3).
   24.827000 s  Client 1: record 36 was refused: UnknownTopicOrPartition (3).
   25.194000 s  Client 1: record 37 was refused: UnknownTopicOrPartition (3).
   25.561000 s  Client 1: record 38 was refused: UnknownTopicOrPartition (3).
   25.928000 s  Client 1: record 39 was refused: UnknownTopicOrPartition (3).
   26.201042 s  Messages take 25ms from now on, and up to 84ms more.
   26.295000 s  Client 1: record 40 was refused: UnknownTopicOrPartition (3).
   26.662000 s  Client 1: record 41 was refused: UnknownTopicOrPartition (3).
   27.029000 s  Client 1: record 42 was refused: UnknownTopicOrPartition (3).
   27.396000 s  Client 1: record 43 was refused: UnknownTopicOrPartition (3).
   27.763000 s  Client 1: record 44 was refused: UnknownTopicOrPartition (3).
   28.130000 s  Client 1: record 45 was refused: UnknownTopicOrPartition (3).
   28.279614 s  Topic items-list is asked for, partitions: 1.
   28.497000 s  Client 1: record 46 was refused: UnknownTopicOrPartition (3).
   28.522702 s  Broker 1: topic items-list is there, partitions: 1.
   28.537456 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
   28.537456 s  Broker 1: items-list-0 is led here in epoch 0, from 0 on.
   29.805694 s  Nothing arrives on the connections of client 1 for 8.625s.
   29.805694 s  Topic items-list shall go.
   29.805694 s  Topic items-list is asked for, partitions: 1.
   29.987216 s  Broker 1: topic items-list is gone.
   30.273125 s  Broker 1: topic items-list is there, partitions: 1.
   30.285929 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
   30.285929 s  Broker 1: items-list-0 is led here in epoch 0, from 0 on.
   38.540896 s  Client 1: record 81 was refused: OutOfOrderSequenceNumber (45).
  126.557938 s  Messages take 5ms from now on, and up to 5ms more.
  126.557938 s  The ensemble shall elect another controller.
  126.557938 s  The ensemble elects controller 2.
  126.557938 s  The disk of broker 1 is as good as new.
  126.557938 s  The process of broker 1 is killed.
  126.557938 s  Broker 1 is down.
  126.557938 s  Broker 1 is started again.
  126.557938 s  Broker 1 starts.
  126.562938 s  The controller: broker 1 is fenced.
  126.586566 s  Broker 1 serves.
  126.593872 s  Broker 1: items-list-0 is open, led here in epoch 1, and ends at 263.
  126.598041 s  The controller: broker 1 is let back in.
  126.606159 s  Broker 1: items-list-0 is led here in epoch 2, from 263 on.
  126.757938 s  Producer 1 sends no more by itself.
  126.757938 s  A consumer comes: of items-list in group audit, scripted by hand.
  126.912944 s  Broker 1: group audit rebalances after generation 0: member consumer-5-79053730-73c5-424d-8909-bf6e7d5c9344 joins.
  126.939630 s  Broker 1: group audit is stable in generation 1, members: 1.
  146.600957 s  Broken: P2: ("items-list", PartitionIndex(0)): a record was sent 1 times, refused 1 times, and is there 1 times

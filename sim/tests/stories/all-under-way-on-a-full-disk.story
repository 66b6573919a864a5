glasslog story 1
breaks: P1
planted: nothing
run: AgIGAICJegAAAMCWsQIAAR51bmNsZWFuLmxlYWRlci5lbGVjdGlvbi5lbmFibGUEdHJ1ZQQAgMq17gEDAAPA8_Y0AYDL2qoBAQEACml0ZW1zLWxpc3QIAAQOY2xlYW51cC5wb2xpY3kOY29tcGFjdCxkZWxldGUZbWluLmNsZWFuYWJsZS5kaXJ0eS5yYXRpbwQwLjAxE2RlbGV0ZS5yZXRlbnRpb24ubXMBMA1zZWdtZW50LmJ5dGVzBDQ1MzkBANeF8wIGoMIeAAADAAppdGVtcy1saXN0AgEAAMDcrhcBAMC3oVcCBQVhcHBsZQRwbHVtBGtpd2kEcGVhcgNmaWcAAKDCHgACAwAKaXRlbXMtbGlzdAAAAADA5_sKAQDAkeZgAgUFYXBwbGUEcGx1bQRraXdpBHBlYXIDZmlnARAAoMIeAAQFAAVhdWRpdAEKaXRlbXMtbGlzdAACAQAAAAnA38G0AgAAu7eHBQALBQALaXRlbXMtZ3JvdXABCml0ZW1zLWxpc3QAAgEAAAAMwJ3higEAAOSipQYADBYCAbuVAQAAAAEA3f_7CAAMDwbA5dIKAA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 4, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=4539.
- 500000 µs: A producer comes: to items-list, acks=all, idempotent, a record every 183ms.
- 500000 µs: A producer comes: to items-list, acks=0, a record every 203ms, 16 at most.
- 500000 µs: A consumer comes: of items-list in group audit.
- 10607547 µs: A consumer comes: of items-list in group items-group.
- 13193572 µs: The disk of broker 1 holds 19131 bytes.
- 18808797 µs: Broker 3 stands still.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Topic items-list is asked for, partitions: 4, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=4539.
    0.011000 s  Broker 1 serves.
    0.016000 s  Broker 3 serves.
    0.023000 s  The controller: broker 3 is let back in.
    0.273000 s  Broker 1: topic items-list is there, partitions: 4.
    0.273000 s  Broker 3: topic items-list is there, partitions: 4.
    0.305411 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.306089 s  Broker 3: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.306089 s  Broker 3: items-list-0 is led here in epoch 0, from 0 on.
    0.312560 s  Broker 1: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.312560 s  Broker 1: items-list-1 is led here in epoch 0, from 0 on.
    0.313365 s  Broker 3: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.317756 s  Broker 1: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.320028 s  Broker 3: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.320028 s  Broker 3: items-list-2 is led here in epoch 0, from 0 on.
    0.325045 s  Broker 1: items-list-3 is open, led here in epoch 0, and ends at 0.
    0.325045 s  Broker 1: items-list-3 is led here in epoch 0, from 0 on.
    0.325706 s  Broker 3: items-list-3 is open, led here in epoch 0, and ends at 0.
    0.500000 s  A producer comes: to items-list, acks=all, idempotent, a record every 183ms.
    0.500000 s  A producer comes: to items-list, acks=0, a record every 203ms, 16 at most.
    0.500000 s  A consumer comes: of items-list in group audit.
    0.585591 s  Broker 1: group audit rebalances after generation 0: member consumer-5-52394a26-4f07-4bee-bd21-28e11f466a07 joins.
    0.619517 s  Broker 1: group audit is stable in generation 1, members: 1.
   10.607547 s  A consumer comes: of items-list in group items-group.
   10.625547 s  Broker 3: group items-group rebalances after generation 0: member consumer-12-22893e47-8edc-4463-b722-51588c48d7cc joins.
   10.659737 s  Broker 3: group items-group is stable in generation 1, members: 1.
   13.193572 s  The disk of broker 1 holds 19131 bytes.
   14.619002 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   14.625078 s  Broker 1: the disk of __consumer_offsets-2 is full.
   14.649128 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   14.679402 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   14.709553 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   14.740372 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   14.770941 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   14.802463 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   14.833371 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   14.862754 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   14.893198 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   14.923216 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   14.949100 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/checkpoint.new: Full.
   14.949100 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/00000000000000000000-0000000001-compact-1.log.new: Full.
   14.952400 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   14.983499 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.013714 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.023490 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.030074 s  Broker 1: the disk of items-list-2 is full.
   15.043490 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.054506 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.074506 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.084908 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.104908 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.114090 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.134019 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.144892 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.164015 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.176102 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.191050 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-1/00000000000000000000-0000000001.log: Full.
   15.195114 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.198221 s  Broker 1: the disk of items-list-1 is full.
   15.206834 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.225702 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.236722 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.255815 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.267236 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.286338 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.290213 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-1/00000000000000000000-0000000001.log: Full.
   15.296527 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.316312 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.326242 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.346242 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.357118 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.374050 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/00000000000000000054-0000000002.log: Full.
   15.375779 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.380133 s  Broker 1: the disk of items-list-3 is full.
   15.387832 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.405899 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.418656 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.435265 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.448565 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.465501 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.478770 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.491982 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/00000000000000000054-0000000002.log: Full.
   15.497039 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.502050 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-3/00000000000000000000-0000000001.log: Full.
   15.507798 s  Broker 1: the disk of __consumer_offsets-3 is full.
   15.509551 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.527344 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.538984 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-1/00000000000000000000-0000000001.log: Full.
   15.539536 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.558075 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.568875 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.588361 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.599472 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.619454 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.630144 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.649543 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.660736 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.680573 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.691170 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.697456 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/00000000000000000054-0000000002.log: Full.
   15.697506 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/00000000000000000054-0000000002.log: Full.
   15.710535 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.721485 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.741320 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.751256 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.771256 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.781449 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.800603 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.811396 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.831296 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.841984 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.861984 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.873411 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.891882 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.903058 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.909115 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-1/00000000000000000000-0000000001.log: Full.
   15.921318 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.933846 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.950739 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.964385 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   15.980461 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   15.993925 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.011847 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.024106 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.043241 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.054349 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.074349 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.085198 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.105198 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.116325 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.136325 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.147898 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.155926 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/00000000000000000054-0000000002.log: Full.
   16.167898 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.179446 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.198833 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.209622 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.229112 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.239723 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.259723 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.270148 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.289298 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.299623 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.307050 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/checkpoint.new: Full.
   16.307100 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/00000000000000000000-0000000001-compact-1.log.new: Full.
   16.319388 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.330588 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.349950 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.355911 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-3/00000000000000000000-0000000001.log: Full.
   16.361185 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.381185 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.391545 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.410473 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.422878 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.441013 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.454338 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.471340 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.483810 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.502220 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.514936 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.532530 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.545939 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.563857 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.576192 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.595379 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.606821 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.625909 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.636434 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.656434 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.666332 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.685976 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.697469 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.703357 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-1/00000000000000000000-0000000001.log: Full.
   16.703407 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-1/00000000000000000000-0000000001.log: Full.
   16.717469 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.727757 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.746818 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.759289 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.776168 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.790563 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.805457 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.821911 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.835273 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.852849 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.866031 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.882442 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.896718 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.911816 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.926606 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.942929 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.944089 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/00000000000000000054-0000000002.log: Full.
   16.957968 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   16.973550 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   16.987411 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.004218 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.018174 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.035048 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.049743 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.065932 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.080971 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.095755 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.112451 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.125865 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.141806 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.155175 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.171109 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.186412 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.201097 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.215761 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.230353 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.245645 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.260610 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.276238 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.291724 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.307370 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.321468 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.337326 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.350774 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.363911 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-3/00000000000000000000-0000000001.log: Full.
   17.368775 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.382192 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.400210 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.413687 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.430031 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.444908 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.461371 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.476011 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.491551 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.505173 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.522276 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.535946 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.544566 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-1/00000000000000000000-0000000001.log: Full.
   17.552730 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.567088 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.584309 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.598218 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.613601 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.628809 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.643258 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.659792 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.665050 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/checkpoint.new: Full.
   17.665100 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/00000000000000000000-0000000001-compact-1.log.new: Full.
   17.673539 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.690197 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.704892 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.719795 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.734265 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.749071 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.764326 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.780612 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.794917 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.811749 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.824772 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.841444 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.855667 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.871299 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.885632 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.902306 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.908614 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/00000000000000000054-0000000002.log: Full.
   17.916442 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.931988 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.947760 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.963141 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   17.978075 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   17.994293 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.008565 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.024950 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.039825 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.055336 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.070185 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.085526 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.099790 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.115226 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.130920 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.146063 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.161913 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.177183 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.193408 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.208497 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.224187 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.239347 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.253366 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.268538 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.284235 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.299145 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.314390 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.328763 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.345710 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.359047 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.362245 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-1/00000000000000000000-0000000001.log: Full.
   18.371911 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-3/00000000000000000000-0000000001.log: Full.
   18.375933 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.389257 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.407012 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.419267 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.436131 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.450562 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.466754 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.481552 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.496071 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.512231 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.527260 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.542122 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.558235 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.571849 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.587772 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.602119 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.617754 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.631292 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.649325 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.660419 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.680419 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.691000 s  Broker 3: the ISR of items-list-2 was [3, 1] and is [3].
   18.691301 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.711301 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.722891 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.740621 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.754311 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.771202 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.784312 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/00000000000000000000-0000000001.log: Full.
   18.801575 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/00000000000000000000-0000000001.log: Full.
   18.808797 s  Broker 3 stands still.
   18.843372 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/00000000000000000054-0000000002.log: Full.
   18.873861 s  Client 5: its group gets nowhere (NotCoordinator (16)); it tries again.
   19.023050 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/checkpoint.new: Full.
   19.023100 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/00000000000000000000-0000000001-compact-1.log.new: Full.
   19.420307 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-1/00000000000000000000-0000000001.log: Full.
   19.815150 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/00000000000000000054-0000000002.log: Full.
   19.883911 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-3/00000000000000000000-0000000001.log: Full.
   20.381050 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/checkpoint.new: Full.
   20.381100 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/00000000000000000000-0000000001-compact-1.log.new: Full.
   20.602424 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-1/00000000000000000000-0000000001.log: Full.
   20.616100 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-1/checkpoint.new: Full.
   20.651304 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-2/checkpoint.new: Full.
   20.663093 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/00000000000000000054-0000000002.log: Full.
   21.356993 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-2/checkpoint.new: Full.
   21.395911 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-3/00000000000000000000-0000000001.log: Full.
   21.437819 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-1/00000000000000000000-0000000001.log: Full.
   21.473252 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/00000000000000000054-0000000002.log: Full.
   21.502100 s  The disk of broker 1 fails an operation on 19b127d29018400394c25f0d5bb76600-3/checkpoint.new: Full.
   21.523000 s  The controller: broker 3 is fenced.
   21.525000 s  Broker 1: items-list-0 is led here in epoch 1, from 0 on.
   21.525000 s  Broker 1: the ISR of items-list-1 was [1, 3] and is [1].
   21.525000 s  Broker 1: items-list-2 is led here in epoch 1, from 18 on.
   21.525000 s  Broker 1: the ISR of items-list-3 was [1, 3] and is [1].
   21.525050 s  Broker 1: groups read back from partition 2 of the commits: 1.
   21.739050 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/checkpoint.new: Full.
   21.739100 s  The disk of broker 1 fails an operation on e8175c28dd5e48e4b95bab2114160b8b-3/00000000000000000000-0000000001-compact-1.log.new: Full.
   22.328000 s  Broken: P1: LogName { topic: TopicId(e8175c28dd5e48e4b95bab2114160b8b), partition: PartitionIndex(2) }: producer 0 jumps from sequence 14 to 23

glasslog story 1
breaks: R11
planted: nothing
run: AwIEBgDAlrECAMCEPQDAqKUEAAINc2VnbWVudC5ieXRlcwQ0MzEyHnVuY2xlYW4ubGVhZGVyLmVsZWN0aW9uLmVuYWJsZQR0cnVlBgCAyrXuAQSA3eCgAwHAqK5-AsC0u5wDAAIACml0ZW1zLWxpc3QEAAQOY2xlYW51cC5wb2xpY3kHY29tcGFjdBltaW4uY2xlYW5hYmxlLmRpcnR5LnJhdGlvBDAuMDETZGVsZXRlLnJldGVudGlvbi5tcwEwDXNlZ21lbnQuYnl0ZXMEMjM2NgAGb3JkZXJzBgAAAQD4w7ECGoCJegAAAwAKaXRlbXMtbGlzdAIBAACA9bIMAQDA369AAgUFYXBwbGUEcGx1bQRraXdpBHBlYXIDZmlnAACAiXoAAQMACml0ZW1zLWxpc3QCAAAAwJTeDwEAwOipQQIFBWFwcGxlBHBsdW0Ea2l3aQRwZWFyA2ZpZwAAgIl6AAIDAAppdGVtcy1saXN0AAAAAAABAIDG_RQAARAAgIl6AAQFAAtpdGVtcy1ncm91cAIKaXRlbXMtbGlzdAZvcmRlcnMAARQAAA2AttwFAADh1LgEAAgaAp7rzQYACAsEz82YBwAICwKXvekHAAgNAqfW5ggACBIBBgEEAQAAnfqiCgAIDQT339YOAAgSAQYBBAAAAJ6r1Q8ACBMBBAEGvu2TEgAICwbuw-kUAAgLArDqihUACAsEsOqKFQAIDQTQ2u0VAAgLBJDY1hYACA0Ew5PqFgAIFgQAAAAAYQC2_psXAAgLBLb-mxcACA0C49SyFwAIFgQAAAAAAQCiq7UYAAgCBm9yZGVyc7K_8hgACAAGb3JkZXJzBAAAztubGgAIDQTu3s4aAAgNBq-3lxwBCLvdgBwACBkAwJaxAgDAlrECu92AHAAIFLvdgBwACBYCAAAAAAAAu92AHAAICwK73YAcAAgNAvv3jBwACBYEAAAAAAAA-_eMHAAICwT794wcAAgNBA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 2, cleanup.policy=compact, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=2366.
- 0 µs: Topic orders is asked for, partitions: 3.
- 2000000 µs: A producer comes: to items-list, acks=all, idempotent, a record every 135ms.
- 2000000 µs: A producer comes: to items-list, acks=all, a record every 137ms.
- 2000000 µs: A producer comes: to items-list, acks=0, a record every 44ms, 16 at most.
- 2000000 µs: A consumer comes: of items-list, orders in group items-group.
- 9316961 µs: The connections of client 2 break.
- 13858206 µs: The process of broker 2 is killed.
- 15083215 µs: The process of broker 1 is killed.
- 16408215 µs: Broker 1 is started again.
- 18459431 µs: The link from broker 3 to broker 2 is cut.
- 21544221 µs: Broker 2 is started again.
- 30781431 µs: The link from broker 3 to broker 2 is whole.
- 32855454 µs: The connections between broker 2 and broker 3 break.
- 38074046 µs: The process of broker 3 is killed.
- 43672046 µs: The process of broker 1 is killed.
- 44217648 µs: The process of broker 2 is killed.
- 44217648 µs: Broker 2 is started again.
- 45837648 µs: The process of broker 2 is killed.
- 47557648 µs: Broker 2 is started again.
- 47876547 µs: The disk of broker 2 is 97 times slower.
- 48693046 µs: The process of broker 2 is killed.
- 48693046 µs: Broker 1 is started again.
- 49064547 µs: The disk of broker 2 is as good as new.
- 51205538 µs: Topic orders shall go.
- 52207538 µs: Topic orders is asked for, partitions: 2.
- 54980046 µs: Broker 2 is started again.
- 55816046 µs: Broker 3 is started again.
- 58732219 µs: Messages take 5ms from now on, and up to 5ms more.
- 58732219 µs: The ensemble shall elect another controller.
- 58732219 µs: The disk of broker 1 is as good as new.
- 58732219 µs: The process of broker 1 is killed.
- 58732219 µs: Broker 1 is started again.
- 58932219 µs: The disk of broker 2 is as good as new.
- 58932219 µs: The process of broker 2 is killed.
- 58932219 µs: Broker 2 is started again.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Topic items-list is asked for, partitions: 2, cleanup.policy=compact, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=2366.
    0.000000 s  Topic orders is asked for, partitions: 3.
    0.024378 s  Broker 3 serves.
    0.033786 s  Broker 2 serves.
    0.042149 s  Broker 1 serves.
    0.048735 s  The controller: broker 2 is let back in.
    0.057735 s  The controller: broker 1 is let back in.
    0.309455 s  Broker 2: topic items-list is there, partitions: 2.
    0.309471 s  Broker 3: topic items-list is there, partitions: 2.
    0.310105 s  Broker 1: topic items-list is there, partitions: 2.
    0.343909 s  Broker 2: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.346324 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.347812 s  Broker 3: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.347812 s  Broker 3: items-list-0 is led here in epoch 0, from 0 on.
    0.356541 s  Broker 2: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.358314 s  Broker 1: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.358314 s  Broker 1: items-list-1 is led here in epoch 0, from 0 on.
    0.359873 s  Broker 3: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.387720 s  Broker 2: topic orders is there, partitions: 3.
    0.387847 s  Broker 1: topic orders is there, partitions: 3.
    0.388170 s  Broker 3: topic orders is there, partitions: 3.
    0.434649 s  Broker 3: orders-0 is open, led here in epoch 0, and ends at 0.
    0.435237 s  Broker 2: orders-0 is open, led here in epoch 0, and ends at 0.
    0.435294 s  Broker 1: orders-0 is open, led here in epoch 0, and ends at 0.
    0.435294 s  Broker 1: orders-0 is led here in epoch 0, from 0 on.
    0.444898 s  Broker 3: orders-1 is open, led here in epoch 0, and ends at 0.
    0.448285 s  Broker 2: orders-1 is open, led here in epoch 0, and ends at 0.
    0.448285 s  Broker 2: orders-1 is led here in epoch 0, from 0 on.
    0.448368 s  Broker 1: orders-1 is open, led here in epoch 0, and ends at 0.
    0.457908 s  Broker 3: orders-2 is open, led here in epoch 0, and ends at 0.
    0.457908 s  Broker 3: orders-2 is led here in epoch 0, from 0 on.
    0.461686 s  Broker 1: orders-2 is open, led here in epoch 0, and ends at 0.
    0.461743 s  Broker 2: orders-2 is open, led here in epoch 0, and ends at 0.
    2.000000 s  A producer comes: to items-list, acks=all, idempotent, a record every 135ms.
    2.000000 s  A producer comes: to items-list, acks=all, a record every 137ms.
    2.000000 s  A producer comes: to items-list, acks=0, a record every 44ms, 16 at most.
    2.000000 s  A consumer comes: of items-list, orders in group items-group.
    2.037649 s  Broker 1 closes the connection of client 3: Misbehaved("a produce with acks=0 failed: InvalidRecord (87): record 0 of the batch: it has no key, which a compacted topic needs").
    2.060062 s  Broker 3 closes the connection of client 3: Misbehaved("a produce with acks=0 failed: InvalidRecord (87): record 0 of the batch: it has no key, which a compacted topic needs").
    2.104230 s  Broker 1 closes the connection of client 3: Misbehaved("a produce with acks=0 failed: InvalidRecord (87): record 0 of the batch: it has no key, which a compacted topic needs").
    2.149062 s  Broker 3 closes the connection of client 3: Misbehaved("a produce with acks=0 failed: InvalidRecord (87): record 0 of the batch: it has no key, which a compacted topic needs").
    2.154491 s  Broker 2: group items-group rebalances after generation 0: member consumer-5-1c38f1c4-4bcf-4cf8-90e6-b518ce2c1520 joins.
    2.192420 s  Broker 1 closes the connection of client 3: Misbehaved("a produce with acks=0 failed: InvalidRecord (87): record 0 of the batch: it has no key, which a compacted topic needs").
    2.224356 s  Broker 2: group items-group is stable in generation 1, members: 1.
    2.236537 s  Broker 3 closes the connection of client 3: Misbehaved("a produce with acks=0 failed: InvalidRecord (87): record 0 of the batch: it has no key, which a compacted topic needs").
    2.280466 s  Broker 1 closes the connection of client 3: Misbehaved("a produce with acks=0 failed: InvalidRecord (87): record 0 of the batch: it has no key, which a compacted topic needs").
    2.325127 s  Broker 3 closes the connection of client 3: Misbehaved("a produce with acks=0 failed: InvalidRecord (87): record 0 of the batch: it has no key, which a compacted topic needs").
    2.368378 s  Broker 1 closes the connection of client 3: Misbehaved("a produce with acks=0 failed: InvalidRecord (87): record 0 of the batch: it has no key, which a compacted topic needs").
    2.411806 s  Broker 3 closes the connection of client 3: Misbehaved("a produce with acks=0 failed: InvalidRecord (87): record 0 of the batch: it has no key, which a compacted topic needs").
    2.456397 s  Broker 1 closes the connection of client 3: Misbehaved("a produce with acks=0 failed: InvalidRecord (87): record 0 of the batch: it has no key, which a compacted topic needs").
    2.501350 s  Broker 3 closes the connection of client 3: Misbehaved("a produce with acks=0 failed: InvalidRecord (87): record 0 of the batch: it has no key, which a compacted topic needs").
    2.545072 s  Broker 1 closes the connection of client 3: Misbehaved("a produce with acks=0 failed: InvalidRecord (87): record 0 of the batch: it has no key, which a compacted topic needs").
    2.588965 s  Broker 3 closes the connection of client 3: Misbehaved("a produce with acks=0 failed: InvalidRecord (87): record 0 of the batch: it has no key, which a compacted topic needs").
    2.633115 s  Broker 1 closes the connection of client 3: Misbehaved("a produce with acks=0 failed: InvalidRecord (87): record 0 of the batch: it has no key, which a compacted topic needs").
    2.676591 s  Broker 3 closes the connection of client 3: Misbehaved("a produce with acks=0 failed: InvalidRecord (87): record 0 of the batch: it has no key, which a compacted topic needs").
    9.316961 s  The connections of client 2 break.
   13.858206 s  The process of broker 2 is killed.
   13.858206 s  Broker 2 is down.
   15.083215 s  The process of broker 1 is killed.
   15.083215 s  Broker 1 is down.
   15.223879 s  Broker 3: the ISR of items-list-0 was [3, 1, 2] and is [3, 1].
   16.408215 s  Broker 1 is started again.
   16.408215 s  Broker 1 starts.
   16.432741 s  Broker 1 serves.
   16.445006 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 38.
   16.446758 s  Broker 1: items-list-1 is open, led here in epoch 1, and ends at 151.
   16.446758 s  Broker 1: items-list-1 is led here in epoch 1, from 151 on.
   16.489700 s  Broker 3: the ISR of items-list-0 was [3, 1] and is [3].
   16.500325 s  Client 5: its group gets nowhere (NetworkException (13)); it tries again.
   16.514467 s  Broker 3: the ISR of items-list-0 was [3] and is [3, 1].
   16.550384 s  Broker 1: orders-0 is open, led here in epoch 1, and ends at 0.
   16.550384 s  Broker 1: orders-0 is led here in epoch 1, from 0 on.
   16.561628 s  Broker 1: orders-1 is open, led here in epoch 0, and ends at 0.
   16.571408 s  Broker 1: orders-2 is open, led here in epoch 0, and ends at 0.
   18.350776 s  Broker 1: the ISR of orders-0 was [1, 2, 3] and is [1, 3].
   18.350776 s  Broker 1: the ISR of items-list-1 was [1, 2, 3] and is [1, 3].
   18.422607 s  The controller: broker 2 is fenced.
   18.427771 s  Broker 3: orders-1 is led here in epoch 1, from 0 on.
   18.427771 s  Broker 3: the ISR of orders-2 was [3, 1, 2] and is [3, 1].
   18.427861 s  Broker 3: groups read back from partition 2 of the commits: 1.
   18.459431 s  The link from broker 3 to broker 2 is cut.
   21.544221 s  Broker 2 is started again.
   21.544221 s  Broker 2 starts.
   21.569786 s  Broker 2 serves.
   21.584352 s  Broker 2: items-list-0 is open, led here in epoch 0, and ends at 34.
   21.696058 s  Broker 2: orders-0 is open, led here in epoch 1, and ends at 0.
   21.708412 s  Broker 2: orders-1 is open, led here in epoch 1, and ends at 0.
   21.719723 s  Broker 2: orders-2 is open, led here in epoch 0, and ends at 0.
   21.721781 s  Broker 1: the ISR of orders-0 was [1, 3] and is [1, 2, 3].
   21.731486 s  Broker 2: items-list-1 is open, led here in epoch 1, and ends at 142.
   21.824054 s  Broker 1: the ISR of items-list-1 was [1, 3] and is [1, 2, 3].
   30.781431 s  The link from broker 3 to broker 2 is whole.
   30.805913 s  Broker 3: the ISR of orders-1 was [3, 1] and is [2, 3, 1].
   30.805913 s  Broker 3: the ISR of orders-2 was [3, 1] and is [3, 1, 2].
   30.849982 s  Broker 3: the ISR of items-list-0 was [3, 1] and is [3, 1, 2].
   32.855454 s  The connections between broker 2 and broker 3 break.
   35.014605 s  Broker 2: orders-1 is led here in epoch 2, from 0 on.
   35.014695 s  Broker 2: groups read back from partition 2 of the commits: 1.
   35.014938 s  Broker 3: orders-1 is led by broker 2 now, in epoch 2.
   38.074046 s  The process of broker 3 is killed.
   38.074046 s  Broker 3 is down.
   39.854962 s  Broker 1: the ISR of items-list-1 was [1, 2, 3] and is [1, 2].
   42.912524 s  The controller: broker 3 is fenced.
   42.917941 s  Broker 1: the ISR of orders-0 was [1, 2, 3] and is [1, 2].
   42.917941 s  Broker 1: orders-2 is led here in epoch 1, from 0 on.
   42.917941 s  Broker 1: items-list-0 is led here in epoch 1, from 105 on.
   42.918404 s  Broker 2: the ISR of orders-1 was [2, 3, 1] and is [2, 1].
   43.672046 s  The process of broker 1 is killed.
   43.672046 s  Broker 1 is down.
   44.217648 s  The process of broker 2 is killed.
   44.217648 s  Broker 2 is down.
   44.217648 s  Broker 2 is started again.
   44.217648 s  Broker 2 starts.
   44.242707 s  Broker 2 serves.
   44.257892 s  Broker 2: items-list-0 is open, led here in epoch 1, and ends at 105.
   44.372237 s  Broker 2: orders-0 is open, led here in epoch 1, and ends at 0.
   44.383015 s  Broker 2: orders-1 is open, led here in epoch 3, and ends at 0.
   44.383015 s  Broker 2: orders-1 is led here in epoch 3, from 0 on.
   44.396059 s  Broker 2: orders-2 is open, led here in epoch 1, and ends at 0.
   44.407104 s  Broker 2: items-list-1 is open, led here in epoch 1, and ends at 498.
   45.837648 s  The process of broker 2 is killed.
   45.837648 s  Broker 2 is down.
   46.551456 s  Client 5: its group gets nowhere (CoordinatorNotAvailable (15)); it tries again.
   47.557648 s  Broker 2 is started again.
   47.557648 s  Broker 2 starts.
   47.582982 s  Broker 2 serves.
   47.598031 s  Broker 2: items-list-0 is open, led here in epoch 1, and ends at 105.
   47.705116 s  Broker 2: orders-0 is open, led here in epoch 1, and ends at 0.
   47.717830 s  Broker 2: orders-1 is open, led here in epoch 4, and ends at 0.
   47.717830 s  Broker 2: orders-1 is led here in epoch 4, from 0 on.
   47.727365 s  Broker 2: orders-2 is open, led here in epoch 1, and ends at 0.
   47.740151 s  Broker 2: items-list-1 is open, led here in epoch 1, and ends at 498.
   47.876547 s  The disk of broker 2 is 97 times slower.
   48.321434 s  The controller: broker 1 is fenced.
   48.327238 s  Broker 2: orders-0 is led here in epoch 2, from 0 on.
   48.327238 s  Broker 2: the ISR of orders-1 was [2, 1] and is [2].
   48.327238 s  Broker 2: orders-2 is led here in epoch 2, from 0 on.
   48.327238 s  Broker 2: items-list-0 is led here in epoch 2, from 105 on.
   48.327238 s  Broker 2: items-list-1 is led here in epoch 2, from 498 on.
   48.344698 s  Broker 2: groups read back from partition 2 of the commits: 1.
   48.693046 s  The process of broker 2 is killed.
   48.693046 s  Broker 2 is down.
   48.693046 s  Broker 1 is started again.
   48.693046 s  Broker 1 starts.
   48.718619 s  Broker 1 serves.
   48.732146 s  Broker 1: items-list-0 is open, led here in epoch 2, and ends at 105.
   48.734047 s  Broker 1: items-list-1 is open, led here in epoch 2, and ends at 498.
   48.830460 s  Broker 1: orders-0 is open, led here in epoch 2, and ends at 0.
   48.841610 s  Broker 1: orders-1 is open, led here in epoch 4, and ends at 0.
   48.853899 s  Broker 1: orders-2 is open, led here in epoch 2, and ends at 0.
   49.064547 s  The disk of broker 2 is as good as new.
   51.205538 s  Topic orders shall go.
   51.502788 s  Broker 1: topic orders is gone.
   52.207538 s  Topic orders is asked for, partitions: 2.
   53.471762 s  The controller: broker 2 is fenced.
   53.477028 s  Broker 1: items-list-0 is led here in epoch 3, from 105 on.
   53.477028 s  Broker 1: items-list-1 is led here in epoch 3, from 498 on.
   53.477208 s  Broker 1: groups read back from partition 2 of the commits: 1.
   53.950430 s  Broker 1: group items-group rebalances after generation 1: member consumer-5-1c38f1c4-4bcf-4cf8-90e6-b518ce2c1520 joins again with other metadata.
   53.973264 s  Broker 1: group items-group is stable in generation 2, members: 1.
   54.980046 s  Broker 2 is started again.
   54.980046 s  Broker 2 starts.
   55.005631 s  Broker 2 serves.
   55.016431 s  Broker 2: items-list-0 is open, led here in epoch 3, and ends at 105.
   55.079080 s  Broker 1: the ISR of items-list-0 was [1] and is [1, 2].
   55.092043 s  Broker 2: items-list-1 is open, led here in epoch 3, and ends at 498.
   55.264923 s  Broker 1: the ISR of items-list-1 was [1] and is [1, 2].
   55.816046 s  Broker 3 is started again.
   55.816046 s  Broker 3 starts.
   55.841122 s  Broker 3 serves.
   55.852081 s  Broker 3: items-list-0 is open, led here in epoch 3, and ends at 105.
   55.852694 s  Broker 3: items-list-1 is open, led here in epoch 3, and ends at 431.
   56.033619 s  Broker 1: the ISR of items-list-0 was [1, 2] and is [3, 1, 2].
   56.033619 s  Broker 1: the ISR of items-list-1 was [1, 2] and is [1, 2, 3].
   56.042333 s  Broker 2: topic orders is there, partitions: 2.
   56.042447 s  Broker 1: topic orders is there, partitions: 2.
   56.042847 s  Broker 3: topic orders is there, partitions: 2.
   56.075194 s  Broker 2: orders-0 is open, led here in epoch 0, and ends at 0.
   56.077187 s  Broker 3: orders-0 is open, led here in epoch 0, and ends at 0.
   56.077187 s  Broker 3: orders-0 is led here in epoch 0, from 0 on.
   56.077207 s  Broker 1: orders-0 is open, led here in epoch 0, and ends at 0.
   56.085017 s  Broker 2: orders-1 is open, led here in epoch 0, and ends at 0.
   56.089333 s  Broker 3: orders-1 is open, led here in epoch 0, and ends at 0.
   56.090310 s  Broker 1: orders-1 is open, led here in epoch 0, and ends at 0.
   56.090310 s  Broker 1: orders-1 is led here in epoch 0, from 0 on.
   57.211213 s  Broker 1: group items-group rebalances after generation 2: member consumer-5-1c38f1c4-4bcf-4cf8-90e6-b518ce2c1520 joins again as leader.
   57.336496 s  Broker 1: group items-group is stable in generation 3, members: 1.
   58.732219 s  Messages take 5ms from now on, and up to 5ms more.
   58.732219 s  The ensemble shall elect another controller.
   58.732219 s  The ensemble elects controller 2.
   58.732219 s  The disk of broker 1 is as good as new.
   58.732219 s  The process of broker 1 is killed.
   58.732219 s  Broker 1 is down.
   58.732219 s  Broker 1 is started again.
   58.732219 s  Broker 1 starts.
   58.761185 s  Broker 1 serves.
   58.775717 s  Broker 1: items-list-0 is open, led here in epoch 4, and ends at 166.
   58.775717 s  Broker 1: items-list-0 is led here in epoch 4, from 166 on.
   58.844612 s  Broker 1: orders-0 is open, led here in epoch 0, and ends at 0.
   58.853456 s  Broker 1: groups read back from partition 2 of the commits: 1.
   58.869507 s  Broker 1: orders-1 is open, led here in epoch 1, and ends at 0.
   58.869507 s  Broker 1: orders-1 is led here in epoch 1, from 0 on.
   58.916183 s  Broker 1: items-list-1 is open, led here in epoch 4, and ends at 675.
   58.916183 s  Broker 1: items-list-1 is led here in epoch 4, from 675 on.
   58.932219 s  The disk of broker 2 is as good as new.
   58.932219 s  The process of broker 2 is killed.
   58.932219 s  Broker 2 is down.
   58.932219 s  Broker 2 is started again.
   58.932219 s  Broker 2 starts.
   58.932219 s  Producer 1 sends no more by itself.
   58.932219 s  Producer 2 sends no more by itself.
   58.932219 s  Producer 3 sends no more by itself.
   58.968725 s  Broker 2 serves.
   58.982501 s  Broker 2: items-list-0 is open, led here in epoch 4, and ends at 167.
   59.038469 s  Broker 2: orders-0 is open, led here in epoch 0, and ends at 0.
   59.060806 s  Broker 2: orders-1 is open, led here in epoch 1, and ends at 0.
   59.104175 s  Broker 2: items-list-1 is open, led here in epoch 4, and ends at 675.
   59.104175 s  Broken: R11: LogName { topic: TopicId(f8413255aec5495da2f626da0dbeaba6), partition: PartitionIndex(1) }: broker 2 has another log up to 674 of epoch 3 than others had

"""What the tests ask of kafka-python (3.0.12 and 2.0.2 alike). One JSON object a line on standard output.

produce         sends numbers as JSON, waits for every acknowledgement, prints each
consume         a member of a group that ends after a silent second, as the tutorial's does, once it has read to the end
listen          the same, but it ends after any silent second
member          a member of a group that goes on until it is killed
produce-on      like produce, without an end: until standard input closes
commit-on       reads and commits every record by itself, until standard input closes
committed       prints what a group has committed
try-once        sends one record without patience, prints the error's number, or 0
"""

import argparse
import json
import sys
import threading
import time

from kafka import ConsumerRebalanceListener, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.structs import OffsetAndMetadata

PRINTING = threading.Lock()


def say(**what):
    with PRINTING:
        print(json.dumps(what), flush=True)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("topic")
    parser.add_argument("--bootstrap", required=True)
    parser.add_argument("--group", default="items-group")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--keys", type=int, default=0, help="spread over this many keys; 0: no key")
    parser.add_argument("--pace-ms", type=float, default=0)
    return parser.parse_args()


def producer(options):
    return KafkaProducer(
        bootstrap_servers=[options.bootstrap],
        value_serializer=lambda x: json.dumps(x).encode("utf-8"),
        acks="all",
        # version 2 makes no promise of its own: in order and without loss needs these two
        retries=1000,
        max_in_flight_requests_per_connection=1,
        reconnect_backoff_max_ms=200,
        retry_backoff_ms=50,
    )


def send(sender, options, number):
    key = f"k{number % options.keys}".encode() if options.keys else None

    def acknowledged(metadata):
        say(number=number, partition=metadata.partition, offset=metadata.offset)

    def failed(error):
        say(failed=number, error=repr(error))

    sender.send(options.topic, key=key, value={"number": number}).add_callback(acknowledged).add_errback(failed)


def produce(options):
    sender = producer(options)
    for number in range(options.first, options.first + options.count):
        send(sender, options, number)
        if options.pace_ms:
            time.sleep(options.pace_ms / 1000)
    sender.flush(60)
    sender.close()


def until_input_closes():
    closed = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), closed.set()), daemon=True).start()
    return closed


def produce_on(options):
    sender, closed = producer(options), until_input_closes()
    number = options.first
    while not closed.is_set():
        send(sender, options, number)
        number += 1
        time.sleep(options.pace_ms / 1000)
    sender.flush(90)
    sender.close(10)
    say(sent=number - options.first)


class Listener(ConsumerRebalanceListener):
    def __init__(self):
        self.called = False

    def on_partitions_revoked(self, revoked):
        pass

    def on_partitions_assigned(self, assigned):
        self.called = True
        say(assigned=sorted(one.partition for one in assigned))


def consumer(options, **more):
    settings = dict(
        bootstrap_servers=[options.bootstrap],
        auto_offset_reset="earliest",
        enable_auto_commit=True,
        auto_commit_interval_ms=500,
        group_id=options.group,
        value_deserializer=lambda x: json.loads(x.decode("utf-8")),
        reconnect_backoff_max_ms=200,
        retry_backoff_ms=50,
        session_timeout_ms=6000,
        heartbeat_interval_ms=500,
    )
    settings.update(more)
    return KafkaConsumer(**settings)


def say_record(message):
    key = message.key.decode() if message.key is not None else None
    say(
        number=message.value["number"],
        key=key,
        partition=message.partition,
        offset=message.offset,
        timestamp=message.timestamp,
    )


def consume(options):
    reader = consumer(options, consumer_timeout_ms=1000)
    listener = Listener()
    reader.subscribe([options.topic], listener=listener)
    # On a busy machine a second may pass in silence before the first record comes: what is there is read first.
    while not (listener.called and read_all(reader)):
        for message in reader:
            say_record(message)
    reader.close()


def listen(options):
    reader = consumer(options, consumer_timeout_ms=1000)
    reader.subscribe([options.topic], listener=Listener())
    for message in reader:
        say_record(message)
    reader.close()


def read_all(reader):
    own = list(reader.assignment())
    ends = reader.end_offsets(own) if own else {}
    return all(reader.position(partition) >= end for partition, end in ends.items())


def member(options):
    reader = consumer(options, metadata_max_age_ms=1000)
    reader.subscribe([options.topic], listener=Listener())
    for message in reader:
        say_record(message)


def position(offset):
    """OffsetAndMetadata grew a third field in a later version."""
    fields = len(OffsetAndMetadata._fields)
    return OffsetAndMetadata(*([offset, "", -1][:fields]))


def commit_on(options):
    closed = until_input_closes()
    reader = consumer(options, enable_auto_commit=False, max_poll_records=10)
    reader.subscribe([options.topic])
    while not closed.is_set():
        try:
            # Long enough for the group to let this member in: version 3.0.12 forgets for ever that it is joining, now and then,
            # when its poll ends before that (rebalancing, no request under way, and nothing that would send one).
            batches = reader.poll(timeout_ms=5000)
            for where, messages in batches.items():
                for message in messages:
                    say(trying=message.offset + 1, partition=where.partition)
                    reader.commit({where: position(message.offset + 1)})
                    say(committed=message.offset + 1, partition=where.partition)
        except Exception as error:  # the server is killed again and again: go on
            say(trouble=repr(error))
            time.sleep(0.05)


def committed(options):
    reader = KafkaConsumer(bootstrap_servers=[options.bootstrap], group_id=options.group, enable_auto_commit=False)
    for partition in sorted(reader.partitions_for_topic(options.topic) or []):
        say(partition=partition, committed=reader.committed(TopicPartition(options.topic, partition)))
    reader.close()


def try_once(options):
    sender = KafkaProducer(
        bootstrap_servers=[options.bootstrap],
        acks="all",
        retries=0,
        enable_idempotence=False,
        request_timeout_ms=5000,
        max_block_ms=10000,
    )
    try:
        sender.send(options.topic, value=b'{"number": -1}', partition=0).get(timeout=15)
        say(errno=0)
    except Exception as error:
        say(errno=getattr(error, "errno", None), error=repr(error))


if __name__ == "__main__":
    chosen = arguments()
    globals()[chosen.command.replace("-", "_")](chosen)

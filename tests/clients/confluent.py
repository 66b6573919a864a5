"""What the tests ask of confluent-kafka (librdkafka). The same commands and the same lines as kafka_python.py."""

import argparse
import json
import sys
import threading
import time

from confluent_kafka import Consumer, KafkaError, Producer


def say(**what):
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
    # Without a linger of the partitioner a record without a key goes to a partition of its own, as the tutorial tells it.
    return Producer(
        {
            "bootstrap.servers": options.bootstrap,
            "acks": "all",
            "enable.idempotence": True,
            "sticky.partitioning.linger.ms": 0,
            "reconnect.backoff.max.ms": 200,
            "retry.backoff.max.ms": 200,
        }
    )


def send(sender, options, number):
    key = f"k{number % options.keys}" if options.keys else None

    def delivered(error, message):
        if error is not None:
            say(failed=number, error=str(error))
        else:
            say(number=number, partition=message.partition(), offset=message.offset())

    sender.produce(options.topic, key=key, value=json.dumps({"number": number}), on_delivery=delivered)


def produce(options):
    sender = producer(options)
    for number in range(options.first, options.first + options.count):
        send(sender, options, number)
        sender.poll(options.pace_ms / 1000)
    sender.flush(60)


def produce_on(options):
    closed = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), closed.set()), daemon=True).start()
    sender, number = producer(options), options.first
    while not closed.is_set():
        send(sender, options, number)
        number += 1
        sender.poll(options.pace_ms / 1000)
    sender.flush(90)
    say(sent=number - options.first)


def consumer(options):
    reader = Consumer(
        {
            "bootstrap.servers": options.bootstrap,
            "group.id": options.group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": True,
            "auto.commit.interval.ms": 500,
            "session.timeout.ms": 6000,
            "heartbeat.interval.ms": 500,
            "topic.metadata.refresh.interval.ms": 1000,
        }
    )
    reader.subscribe(
        [options.topic], on_assign=lambda _, assigned: say(assigned=sorted(one.partition for one in assigned))
    )
    return reader


def read(options, silence):
    reader = consumer(options)
    # The first poll returns before the group has let this member in: silence counts from the assignment on.
    while not reader.assignment():
        message = reader.poll(0.1)
        if message is not None and not message.error():
            say_record(message)
    heard = time.monotonic()
    while silence is None or time.monotonic() - heard < silence:
        message = reader.poll(0.1)
        if message is None:
            continue
        if message.error():
            if message.error().code() != KafkaError._PARTITION_EOF:
                say(trouble=str(message.error()))
            continue
        heard = time.monotonic()
        say_record(message)
    reader.close()


def say_record(message):
    key = message.key().decode() if message.key() is not None else None
    say(
        number=json.loads(message.value())["number"],
        key=key,
        partition=message.partition(),
        offset=message.offset(),
        timestamp=message.timestamp()[1],
    )


def consume(options):
    read(options, silence=1.0)


def member(options):
    read(options, silence=None)


if __name__ == "__main__":
    chosen = arguments()
    globals()[chosen.command.replace("-", "_")](chosen)

// Lets Apache Kafka's own Java client write batches, and prints them as golden vectors.
//
//     javac -cp kafka-clients-4.1.0.jar MakeJava.java
//     java -cp kafka-clients-4.1.0.jar:slf4j-api-1.7.36.jar:. MakeJava > java-4.1.0.txt

import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.io.ByteArrayInputStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.*;
import org.apache.kafka.common.utils.AppInfoParser;

public class MakeJava {
    static final long T = 1_700_000_000_000L;

    record Rec(long timestamp, byte[] key, byte[] value, Header... headers) {}

    static String text(byte[] data) {
        if (data == null) return "null";
        if (data.length == 0) return "empty";
        return java.util.HexFormat.of().formatHex(data);
    }

    static void batch(String name, String codec, long producerId, int epoch, int sequence, Rec... records) throws Exception {
        Compression compression = codec.equals("gzip") ? Compression.gzip().build() : Compression.NONE;
        MemoryRecordsBuilder builder = new MemoryRecordsBuilder(
            ByteBuffer.allocate(1 << 16), RecordBatch.MAGIC_VALUE_V2, compression, TimestampType.CREATE_TIME, 0L, -1L,
            producerId, (short) epoch, sequence, false, false, RecordBatch.NO_PARTITION_LEADER_EPOCH, 1 << 16);
        for (Rec r : records)
            builder.append(r.timestamp(), r.key(), r.value(), r.headers());
        ByteBuffer buffer = builder.build().buffer();
        byte[] data = new byte[buffer.remaining()];
        buffer.get(data);
        System.out.printf("%nbatch %s%ncodec %s%nproducer %d %d %d%n", name, codec, producerId, epoch, sequence);
        for (Rec r : records) {
            StringBuilder line = new StringBuilder("record " + r.timestamp() + " " + text(r.key()) + " " + text(r.value()));
            for (Header h : r.headers())
                line.append(' ').append(java.util.HexFormat.of().formatHex(h.key().getBytes("UTF-8"))).append('=').append(text(h.value()));
            System.out.println(line);
        }
        if (codec.equals("gzip"))
            System.out.println("plain " + text(new GZIPInputStream(new ByteArrayInputStream(data, 61, data.length - 61)).readAllBytes()));
        System.out.println("bytes " + text(data));
    }

    static byte[] b(String text) {
        return text.getBytes();
    }

    public static void main(String[] args) throws Exception {
        System.out.println("# Record batches by Apache Kafka's Java client " + AppInfoParser.getVersion() + " (MakeJava.java)");
        batch("one", "none", -1, -1, -1, new Rec(T, null, b("0")));
        batch("keys", "none", -1, -1, -1, new Rec(T, b("a"), b("1")), new Rec(T + 250, b(""), b("")), new Rec(T + 1000, b("gone"), null));
        batch("headers", "none", -1, -1, -1,
            new Rec(T, b("k"), b("v"), new RecordHeader("trace", new byte[] {0, -1}), new RecordHeader("", b("")), new RecordHeader("trace", null)),
            new Rec(T, null, b("w")));
        batch("backwards", "none", -1, -1, -1, new Rec(T, null, b("late")), new Rec(T - 86_400_000, null, b("early")), new Rec(T + 7, null, b("x".repeat(300))));
        batch("idempotent", "none", 4711, 3, Integer.MAX_VALUE - 1, new Rec(T, b("k"), b("v")), new Rec(T + 1, b("k"), b("w")));
        Rec[] many = new Rec[20];
        for (int i = 0; i < 20; i++) many[i] = new Rec(T + i, b("k"), b("the same again and again".repeat(4)));
        batch("gzip", "gzip", -1, -1, -1, many);
    }
}

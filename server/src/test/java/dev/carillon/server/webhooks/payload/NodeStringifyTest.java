package dev.carillon.server.webhooks.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Projection;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.Metadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Payloads against the real thing: a receiver in Node that parses and prints them again. */
class NodeStringifyTest {

  private static final int SEED = 20_261_125;
  private static final int RANDOM_PAYLOADS = 4000;
  private static final String PROGRAM =
      """
      const fs = require('fs');
      const lines = fs.readFileSync(process.argv[1], 'latin1').split('\\n');
      const out = lines.map(line => {
        const body = Buffer.from(line, 'latin1').toString('utf8');
        return JSON.stringify(JSON.parse(body));
      });
      fs.writeFileSync(process.argv[2], out.join('\\n'), 'utf8');
      """;

  private static final List<Object> NASTY =
      List.of(
          "",
          "a/b </script> \\ \" ' \u007f \u0080 \u00a0 \u2028 \u2029 \ufeff \uffff",
          "\b\t\n\u000b\f\r\u0000\u0001\u001f\u001b",
          "\ud83d\ude00 \ud800 \udc00\ud800 \udbff\udfff \ud83d",
          "日本語 Ünïcödé עברית e\u0301",
          "\\u0041 \\n {\"a\":1}",
          0L,
          -1L,
          9007199254740991L,
          9007199254740992L,
          9007199254740993L,
          -9007199254740993L,
          123456789012345678L,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          0.0,
          -0.0,
          1.0,
          -2.5,
          0.1,
          1.0 / 3,
          100.0,
          1e20,
          (double) Long.MAX_VALUE,
          1e21,
          -1e21,
          1.5e21,
          1e22,
          1e-6,
          1.5e-6,
          9.999e-7,
          1e-7,
          -1.25e-7,
          Double.MIN_VALUE,
          2e-323,
          1.5e-323,
          Double.MIN_NORMAL,
          Double.MAX_VALUE,
          2e23,
          9e23,
          4.35,
          4.349999999999999,
          Math.PI * 1e15,
          1e300,
          List.of("x", "\ud800", ""),
          List.of());

  @TempDir Path folder;

  private final JsonPayloadRenderer payloads =
      new JsonPayloadRenderer(new FieldsForTests(), new DisplayFormats(() -> ZoneOffset.UTC));

  @Test
  void everyPayloadIsWhatNodePrintsAfterParsingIt() throws Exception {
    List<byte[]> bodies = new ArrayList<>();
    for (Object value : NASTY) {
      bodies.add(body("cf_x", value));
    }
    Random random = new Random(SEED);
    for (int i = 0; i < RANDOM_PAYLOADS; i++) {
      bodies.add(body("cf_" + i, randomValue(random)));
    }

    List<String> printed = printedByNode(bodies);

    assertThat(printed).hasSameSizeAs(bodies);
    for (int i = 0; i < bodies.size(); i++) {
      assertThat(new String(bodies.get(i), StandardCharsets.UTF_8)).isEqualTo(printed.get(i));
    }
  }

  private byte[] body(String field, Object value) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(field, value);
    values.put("name", "n");
    values.put("assetCreated", 1332505018000L);
    AssetSnapshot asset =
        new AssetSnapshot(
            "2n-UzMFgate9nAwg8zLXCs",
            Metadata.of(values),
            Map.of(field, new FieldChange(null, value)),
            Set.of("/"),
            payloads);
    Event event =
        Event.of(
            EventTypes.ASSET_CREATE, asset.assetId(), Instant.ofEpochMilli(1591271532123L), asset);
    List<String> shown = List.of("assetCreated", field, "name");
    return asset.render(event, new Projection(shown, List.of())).bytes();
  }

  private static Object randomValue(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> randomText(random);
      case 1 -> random.nextLong() >> random.nextInt(64);
      case 2 -> random.nextInt(2_000_000) / 100.0;
      // few bits in the mantissa and a tiny exponent: the numbers with the fewest digits
      case 3 -> Double.longBitsToDouble(random.nextLong() >>> (1 + random.nextInt(63)));
      default -> {
        double any = Double.longBitsToDouble(random.nextLong());
        yield Double.isFinite(any) ? any : 0.5;
      }
    };
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(30);
    for (int i = 0; i < length; i++) {
      text.append(
          switch (random.nextInt(4)) {
            case 0 -> (char) random.nextInt(0x30);
            case 1 -> (char) (0xd800 + random.nextInt(0x800));
            case 2 -> (char) random.nextInt(0x10000);
            default -> (char) (' ' + random.nextInt(95));
          });
    }
    return text.toString();
  }

  private List<String> printedByNode(List<byte[]> bodies) throws IOException, InterruptedException {
    Path in = folder.resolve("in");
    Path out = folder.resolve("out");
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (byte[] body : bodies) {
      if (lines.size() > 0) {
        lines.write('\n');
      }
      lines.write(body);
    }
    Files.write(in, lines.toByteArray());
    Process node =
        new ProcessBuilder("node", "-e", PROGRAM, in.toString(), out.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(node.waitFor()).as(said).isZero();
    return List.of(Files.readString(out).split("\n", -1));
  }
}

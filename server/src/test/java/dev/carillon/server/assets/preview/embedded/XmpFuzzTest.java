package dev.carillon.server.assets.preview.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** F4: packets bent at random are read or passed over, soon, and never followed. */
@Tag("long")
class XmpFuzzTest {

  private static final int TEXTS = Integer.getInteger("carillon.fuzz.texts", 20_000);
  private static final long SEED = Long.getLong("carillon.fuzz.seed", 20261126L);

  /** What else the machine does is in it; what hangs, hangs for longer. */
  private static final long NANOS_MAX = 20_000_000_000L;

  private static final String GOOD =
      "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
          + "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
          + "<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'"
          + " xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' photoshop:Headline='Bells'>"
          + "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Clock</rdf:li></rdf:Alt></dc:title>"
          + "<dc:subject><rdf:Bag><rdf:li>a</rdf:li><rdf:li>b</rdf:li></rdf:Bag></dc:subject>"
          + "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>";
  private static final List<String> PIECES =
      List.of(
          "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
          "&e;",
          "<rdf:Description rdf:parseType='Resource'>",
          "<rdf:li rdf:resource='x'/>",
          " rdf:about='y'",
          " xml:lang=''",
          "</rdf:Alt>",
          "<rdf:Seq>",
          "<![CDATA[",
          "]]>",
          "<!--",
          "\0",
          "\u00ff",
          "&#0;",
          "&#xffff;",
          "<a:b xmlns:a=''/>",
          "<".repeat(300));

  @Test
  void packetsAreReadOrPassedOver() {
    Random random = new Random(SEED);
    int read = 0;
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder text = new StringBuilder(GOOD);
      for (int bends = random.nextInt(4); bends >= 0; bends--) {
        int at = random.nextInt(text.length());
        int end = at + random.nextInt(Math.min(60, text.length() - at));
        switch (random.nextInt(4)) {
          case 0 -> text.delete(at, end);
          case 1 -> text.insert(at, text.substring(at, end));
          case 2 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
          default -> text.setCharAt(at, (char) random.nextInt(0x180));
        }
      }
      read += fields(text.toString());
    }
    assertThat(read).as("fields that could still be read").isGreaterThan(TEXTS / 10);
  }

  private static int fields(String packet) {
    long from = System.nanoTime();
    int found = 0;
    try {
      XmpPacket read = XmpPacket.of(packet.getBytes(UTF_8));
      for (XmpMapping mapping : XmpMapping.ALL) {
        List<String> values = read.values(mapping).orElse(List.of());
        assertThat(values).noneMatch(value -> value.contains("root:"));
        found += values.size();
      }
    } catch (RuntimeException broken) {
      throw new AssertionError("seed " + SEED + ": " + packet, broken);
    }
    assertThat(System.nanoTime() - from).as(packet).isLessThan(NANOS_MAX);
    return found;
  }
}

package dev.carillon.server.attacks.cover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.preview.embedded.XmpTarget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** F4: what the fuzzer has kept, each input in base 64 on a line, once more. */
class CorpusTest {

  /** What else the machine does is in it; what hangs, hangs for longer. */
  private static final long NANOS_MAX = 20_000_000_000L;

  @Test
  void urls() throws IOException {
    replay("url", UrlTarget::fuzzerTestOneInput);
  }

  @Test
  void queries() throws IOException {
    replay("query", QueryTarget::fuzzerTestOneInput);
  }

  @Test
  void signatures() throws IOException {
    replay("signature", SignatureTarget::fuzzerTestOneInput);
  }

  @Test
  void xmp() throws IOException {
    replay("xmp", XmpTarget::fuzzerTestOneInput);
  }

  private static void replay(String name, Consumer<byte[]> target) throws IOException {
    List<String> lines = lines(name + ".corpus");
    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      long from = System.nanoTime();
      try {
        target.accept(Base64.getDecoder().decode(line));
      } catch (RuntimeException | Error broken) {
        throw new AssertionError(name + ": " + line, broken);
      }
      assertThat(System.nanoTime() - from).as(line).isLessThan(NANOS_MAX);
    }
  }

  private static List<String> lines(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(CorpusTest.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
  }
}

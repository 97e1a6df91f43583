package dev.carillon.server.attacks.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.Cidr;
import dev.carillon.hooks.http.address.TargetUrl;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.access.BrowserOrigin;
import dev.carillon.server.platform.http.header.ByteRange;
import dev.carillon.server.platform.http.header.Cookies;
import dev.carillon.server.platform.http.header.DataUri;
import dev.carillon.server.platform.http.header.EntityTag;
import dev.carillon.server.platform.http.header.FormText;
import dev.carillon.server.platform.http.header.HeaderValue;
import dev.carillon.server.platform.http.header.PercentCode;
import dev.carillon.server.platform.http.header.RequestPath;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * F4: parsers of what strangers send. {@code -Dcarillon.fuzz.texts} says how many texts each gets,
 * {@code -Dcarillon.fuzz.seed} which.
 */
class ParserFuzzTest {

  static final int TEXTS = Integer.getInteger("carillon.fuzz.texts", 30_000);
  static final long SEED = Long.getLong("carillon.fuzz.seed", 20261126L);
  private static final long NANOS_MAX = 1_000_000_000;
  private static final int ROUNDS = 5;

  @Test
  void targetUrls() throws Exception {
    AddressGuard guard = new AddressGuard(List.of(), Set.of());
    List<TargetUrl> read = new ArrayList<>();
    fuzz(
        "urls.txt",
        text -> {
          try {
            TargetUrl url = TargetUrl.parse(text);
            read.add(url);
            boolean v6 = url.host().contains(":");
            String again = v6 ? "[" + url.host() + "]" : url.host();
            assertThat(TargetUrl.parse("http://" + again + "/").host()).isEqualTo(url.host());
            assertThat(url.host()).matches("[a-z0-9._:-]{1,253}");
            assertThat(url.port()).isBetween(1, 65535);
            url.literal().ifPresent(address -> guard.objection(new InetSocketAddress(address, 80)));
          } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).startsWith("a");
          }
        });
    assertThat(read).as("some were right").hasSizeGreaterThan(TEXTS / 100);
  }

  /** Whatever was read as a name must not be read as a number by the platform's look-up. */
  @Test
  void noNameIsANumber() throws Exception {
    List<String> numbers = new ArrayList<>();
    fuzz(
        "urls.txt",
        text -> {
          try {
            TargetUrl url = TargetUrl.parse(text);
            if (url.literal().isEmpty() && numeric(url.host())) {
              numbers.add(text);
            }
          } catch (IllegalArgumentException refused) {
            assertThat(refused).isNotNull();
          }
        });
    assertThat(numbers).isEmpty();
  }

  private static boolean numeric(String host) {
    return host.matches("(0x[0-9a-f]*|[0-9]+)(\\.(0x[0-9a-f]*|[0-9]+)){0,3}");
  }

  @Test
  void ranges() throws Exception {
    fuzz(
        "ranges.txt",
        text -> {
          try {
            Cidr range = Cidr.parse(text);
            assertThat(Cidr.parse(range.toString())).isEqualTo(range);
            assertThat(range.contains(range.network())).isTrue();
          } catch (IllegalArgumentException refused) {
            assertThat(refused).isNotNull();
          }
        });
  }

  @Test
  void byteRanges() throws Exception {
    fuzz(
        "byte-ranges.txt",
        text -> {
          for (long length : new long[] {0, 1, 1000, Long.MAX_VALUE}) {
            if (ByteRange.of(text, length) instanceof ByteRange.Part part) {
              assertThat(part.first()).isBetween(0L, part.last());
              assertThat(part.last()).isLessThan(length);
            }
          }
        });
  }

  @Test
  void headers() throws Exception {
    fuzz(
        "headers.txt",
        text -> {
          HeaderValue value = HeaderValue.of(text);
          value.filename().ifPresent(name -> assertThat(name).doesNotContain("/", "\\"));
          for (boolean attachment : new boolean[] {true, false}) {
            assertThat(HeaderValue.disposition(attachment, text))
                .matches("(attachment|inline); filename.*")
                .matches("[ -~]*");
          }
          new EntityTag("v1").namedBy(text);
          BrowserOrigin.of(text, text, text, "https://dam.example").foreign();
          BrowserOrigin.of("", text, "h", "").foreign();
        });
  }

  @Test
  void cookies() throws Exception {
    fuzz(
        "cookies.txt",
        text -> {
          assertThat(Cookies.values(text, "authToken")).allMatch(value -> !value.contains("\""));
          assertThat(Cookies.values(text + "; authToken=good", "authToken")).contains("good");
        });
  }

  @Test
  void formsAndPaths() throws Exception {
    fuzz(
        "forms.txt",
        text -> {
          List<String> names = new ArrayList<>();
          FormText.read(text.getBytes(UTF_8), (name, value) -> names.add(name + value));
          FormText.read(text.getBytes(ISO_8859_1), (name, value) -> names.add(name + value));
          String whole = text.replaceAll("[\ud800-\udfff]", "?");
          assertThat(PercentCode.path(PercentCode.encoded(whole))).isEqualTo(whole);
          RequestPath path = RequestPath.of(text);
          boolean dots = path.segments().stream().anyMatch(s -> s.equals("..") || s.equals("."));
          assertThat(path.climbs()).isEqualTo(dots);
          DataUri.bytes(text);
          DataUri.bytes("data:," + text);
        });
  }

  @Test
  void json() throws Exception {
    fuzz(
        "json.txt",
        text -> {
          try {
            Object read = Json.read(text);
            assertThat(Json.read(Json.write(read))).isEqualTo(read);
          } catch (Problem refused) {
            assertThat(refused.status()).isIn(400, 413);
            assertThat(refused.message()).doesNotContain("\n").hasSizeLessThan(500);
          }
        });
  }

  /** Names of the platform's resolver are not looked up: what is no literal is a name. */
  @Test
  void literalsAskNobody() {
    once(
        "no-such-host.invalid",
        host -> {
          for (int i = 0; i < 1000; i++) {
            assertThat(TargetUrl.parse("http://" + host + "/").literal()).isEmpty();
          }
        });
  }

  static void fuzz(String corpus, Consumer<String> parser) throws Exception {
    Bending texts = new Bending(corpus, SEED);
    texts.corpus().forEach(text -> once(text, parser));
    for (int i = 0; i < TEXTS; i++) {
      once(texts.next(), parser);
    }
  }

  private static void once(String text, Consumer<String> parser) {
    long best = Long.MAX_VALUE;
    // what else the machine does is in the time: the best of some counts
    for (int round = 0; round < ROUNDS && best > NANOS_MAX; round++) {
      best = Math.min(best, timed(text, parser));
    }
    assertThat(best).as(escaped(text)).isLessThan(NANOS_MAX);
  }

  private static long timed(String text, Consumer<String> parser) {
    long from = System.nanoTime();
    try {
      parser.accept(text);
    } catch (RuntimeException | AssertionError failed) {
      throw new AssertionError("seed " + SEED + ", text: " + escaped(text), failed);
    }
    return System.nanoTime() - from;
  }

  private static String escaped(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      shown.append(
          c >= ' ' && c <= '~' && c != '\\' ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }
    return shown.toString();
  }
}

package dev.carillon.hooks.http.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever a receiver sends: a response or a classified fault, within limits, however it is cut.
 */
@SuppressWarnings("StringConcatToTextBlock") // line ends are what these texts are about
class ResponseFuzzTest {

  private static final int LIMIT = 512 * 1024;

  @Property(tries = 2000)
  void randomBytesEndWithAClassifiedFault(@ForAll("junk") byte[] junk) {
    Script script = new Script(junk, List.of());
    assertThat(script.outcome()).isIn("bad_http", "closed_early");
  }

  @Property(tries = 4000)
  void piecesMakeNoDifference(
      @ForAll("mutated") byte[] response, @ForAll("cuts") List<Integer> cuts) {
    String whole = response(response, List.of());
    assertThat(response(response, cuts)).isEqualTo(whole);
    assertThat(response(response, List.of(1))).isEqualTo(whole);
  }

  @Property(tries = 4000)
  void aResponseThatComesAgainIsReadAsByAReaderOfItsOwn(
      @ForAll("mutated") byte[] first, @ForAll("mutated") byte[] other, @ForAll boolean same) {
    byte[] second = same ? first : other;
    Script script = new Script(second, List.of());
    ResponseReader reader = new ResponseReader(new Joined(List.of(first, second)));
    if (readIfThere(reader).endsWith("reusable=true")) {
      assertThat(readIfThere(reader)).isEqualTo(readIfThere(new ResponseReader(script)));
    }
  }

  /** What the reader makes of the next piece without waiting. */
  private static String readIfThere(ResponseReader reader) {
    try {
      reader.offered();
      return reader.readIfThere() + " reusable=" + reader.reusable();
    } catch (ResponseFault fault) {
      return fault.errorClass().text();
    } catch (IOException other) {
      throw new AssertionError("only classified faults", other);
    }
  }

  /** Two pieces, each offered by itself. */
  private static final class Joined implements ByteSource {

    private final Iterator<byte[]> pieces;

    Joined(List<byte[]> pieces) {
      this.pieces = pieces.iterator();
    }

    @Override
    public int read(byte[] into, int from, int length) {
      byte[] piece = pieces.next();
      int count = Math.min(length, piece.length);
      System.arraycopy(piece, 0, into, from, count);
      return count == 0 ? -1 : count;
    }
  }

  /** Whether bytes behind the response have come already is for the next request to find out. */
  private static String response(byte[] bytes, List<Integer> cuts) {
    return new Script(bytes, cuts).outcome().replaceFirst(" reusable=.*$", "");
  }

  @Property(tries = 200)
  void nothingIsReadBeyondTheLimits(@ForAll("endless") byte[] beginning) {
    // a source that never ends: if the reader had no limit, this test would not end either
    byte[] flood = new byte[2 * 1024 * 1024];
    for (int i = 0; i < flood.length; i++) {
      flood[i] = i < beginning.length ? beginning[i] : beginning[i % beginning.length];
    }
    Script script = new Script(flood, List.of());
    script.outcome();
    assertThat(script.taken()).isLessThan(LIMIT);
  }

  @Provide
  Arbitrary<byte[]> junk() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(3000);
  }

  @Provide
  Arbitrary<List<Integer>> cuts() {
    return Arbitraries.integers().between(1, 40).list().ofMinSize(1).ofMaxSize(12);
  }

  @Provide
  Arbitrary<byte[]> endless() {
    return Arbitraries.of(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n1\r\ny\r\n",
            "HTTP/1.1 200 OK\r\nX: y\r\n",
            "HTTP/1.1 200 OK\r\n\r\nbody",
            "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\nbody",
            "HTTP/1.1 103 Early\r\nX: y\r\n\r\n",
            "HTTP/1.1 200 ",
            "HTTP/1.1 200 OK\r\nX: ")
        .map(Script::bytes);
  }

  @Provide
  Arbitrary<byte[]> mutated() {
    Arbitrary<Integer> place = Arbitraries.integers().between(0, 10_000);
    Arbitrary<Byte> value =
        Arbitraries.oneOf(
            Arbitraries.of((byte) '\r', (byte) '\n', (byte) ' ', (byte) ':', (byte) '0', (byte) 0),
            Arbitraries.bytes());
    Arbitrary<List<Mutation>> mutations =
        Combinators.combine(Arbitraries.integers().between(0, 3), place, value)
            .as(Mutation::new)
            .list()
            .ofMaxSize(4);
    return Combinators.combine(valid(), mutations)
        .as(
            (response, changes) -> {
              byte[] bytes = Script.bytes(response);
              for (Mutation change : changes) {
                bytes = change.apply(bytes);
              }
              return bytes;
            });
  }

  private static Arbitrary<String> valid() {
    Arbitrary<String> status =
        Arbitraries.of(
            "HTTP/1.1 200 OK",
            "HTTP/1.0 200 OK",
            "HTTP/1.1 204",
            "HTTP/1.1 304 ",
            "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 500 No",
            "HTTP/1.1 302 Found");
    Arbitrary<String> field =
        Arbitraries.of(
            "Date: today",
            "X-Folded: a\r\n  b\r\n\tc",
            "Connection: close",
            "Empty:",
            "A: \u00e4",
            "Connection: keep-alive",
            "Keep-Alive: timeout=5, max=9",
            "x:\ty\t",
            "Content-Type: text/plain; charset=iso-8859-1");
    Arbitrary<String> body =
        Arbitraries.of(
            "Content-Length: 5\r\n\r\nhello",
            "Content-Length: 0\r\n\r\n",
            "Content-Length: 2, 2\r\n\r\nok",
            "Transfer-Encoding: chunked\r\n\r\n"
                + "3\r\n"
                + "abc\r\n"
                + "A;x=\"y\"\r\n"
                + "0123456789\r\n"
                + "0\r\n"
                + "T: r\r\n\r\n",
            "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n1 ;q\r\nx\r\n0\r\n\r\n",
            "\r\nuntil the end",
            "Content-Length: 30000\r\n\r\n" + "b".repeat(30_000),
            "Content-Length: 70000\r\n\r\n" + "c".repeat(70_000));
    return Combinators.combine(status, field.list().ofMaxSize(4), body)
        .as(
            (first, fields, rest) -> {
              List<String> lines = new ArrayList<>(List.of(first));
              lines.addAll(fields);
              return String.join("\r\n", lines) + "\r\n" + rest;
            });
  }

  /** A byte changed, put in, or left out, or the end cut off. */
  private record Mutation(int kind, int place, byte value) {
    byte[] apply(byte[] bytes) {
      if (bytes.length == 0) {
        return bytes;
      }
      // nearly always within the head: there is more to break
      int at = place % Math.min(bytes.length, 300);
      List<Byte> list = new ArrayList<>();
      for (int i = 0; i < bytes.length; i++) {
        if (i == at && kind == 1) {
          list.add(value);
        }
        if (i == at && kind == 2) {
          continue;
        }
        if (i == at && kind == 3) {
          break;
        }
        list.add(i == at && kind == 0 ? value : bytes[i]);
      }
      byte[] result = new byte[list.size()];
      for (int i = 0; i < result.length; i++) {
        result[i] = list.get(i);
      }
      return result;
    }
  }
}

package dev.carillon.hooks.http.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.ReceiverResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A response with the bytes of the one before is the same object, and nothing else is. */
class RepeatedResponsesTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=9\r\n";
  private static final String FIRST = OK + "Content-Length: 2\r\n\r\nok";
  private static final String SECOND = OK + "Content-Length: 2\r\n\r\nno";
  private static final String LONGER = OK + "Content-Length: 3\r\n\r\nokk";

  private final Feed feed = new Feed();
  private final ResponseReader reader = new ResponseReader(feed);

  @ParameterizedTest
  @ValueSource(
      strings = {
        FIRST,
        "HTTP/1.1 204 No\r\n\r\n",
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nT: r\r\n\r\n",
        "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n",
      })
  void equalBytesAreTheSameObject(String raw) throws IOException {
    ReceiverResponse first = whole(raw);
    long keptUntil = reader.keptUntil(0);
    for (int again = 0; again < 3; again++) {
      assertThat(whole(raw)).isSameAs(first);
      assertThat(reader.reusable()).isTrue();
      assertThat(reader.keptUntil(0)).isEqualTo(keptUntil);
    }
  }

  @Test
  void theyAreReadRightHoweverTheyAreCut() throws IOException {
    for (String next : List.of(FIRST, SECOND, LONGER)) {
      String both = FIRST + next;
      for (int cut = FIRST.length(); cut <= both.length(); cut++) {
        ResponseReader fresh = new ResponseReader(feed);
        assertThat(read(fresh, FIRST)).isEqualTo(parsed(FIRST));
        ReceiverResponse early = read(fresh, both.substring(FIRST.length(), cut));
        ReceiverResponse got = early == null ? some(read(fresh, both.substring(cut))) : early;
        assertThat(got).as("cut at %d", cut).isEqualTo(parsed(next));
        assertThat(fresh.reusable()).isTrue();
        assertThat(some(read(fresh, FIRST))).isEqualTo(parsed(FIRST));
      }
    }
  }

  @Test
  void oneThatDiffersInOneByteIsReadAnew() throws IOException {
    ReceiverResponse first = whole(FIRST);
    ReceiverResponse second = whole(SECOND);
    assertThat(second.body()).isEqualTo("no");
    assertThat(whole(FIRST)).isEqualTo(first).isNotSameAs(first);
  }

  @Test
  void oneByteMoreEndsTheConnection() throws IOException {
    whole(FIRST);
    assertThat(whole(FIRST + "x").body()).isEqualTo("ok");
    assertThat(reader.reusable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 204 No\r\nContent-Length: 2\r\n\r\n",
      })
  void whatEndsTheConnectionDoesSoEachTime(String raw) throws IOException {
    for (int again = 0; again < 3; again++) {
      whole(raw);
      assertThat(reader.reusable()).isFalse();
    }
  }

  @Test
  void aSpoiledConnectionKnowsNothing() throws IOException {
    ReceiverResponse first = whole(FIRST);
    reader.spoil();
    assertThat(reader.reusable()).isFalse();
    assertThat(whole(FIRST)).isNotSameAs(first);
  }

  @Test
  void whatWasReadWhileWaitingIsNotTheLastResponse() throws IOException {
    ReceiverResponse first = whole(FIRST);
    feed.pieces.add(Script.bytes(SECOND));
    assertThat(reader.read().body()).isEqualTo("no");
    assertThat(whole(FIRST)).isEqualTo(first).isNotSameAs(first);
  }

  @Test
  void aLongResponseIsReadEachTime() throws IOException {
    String raw = OK + "Content-Length: 3000\r\n\r\n" + "x".repeat(3000);
    ReceiverResponse first = whole(raw);
    assertThat(whole(raw)).isEqualTo(first).isNotSameAs(first);
  }

  private ReceiverResponse whole(String raw) throws IOException {
    return some(read(reader, raw));
  }

  private @Nullable ReceiverResponse read(ResponseReader by, String raw) throws IOException {
    feed.pieces.add(Script.bytes(raw));
    return by.offered() == 0 ? null : by.readIfThere();
  }

  private static ReceiverResponse some(@Nullable ReceiverResponse response) {
    if (response == null) {
      throw new AssertionError("no response");
    }
    return response;
  }

  private static ReceiverResponse parsed(String raw) throws IOException {
    return new ResponseReader(Script.whole(raw)).read();
  }

  /** What was put in comes out, each piece by itself. */
  private static final class Feed implements ByteSource {

    private final List<byte[]> pieces = new ArrayList<>();

    @Override
    public int read(byte[] into, int from, int length) {
      byte[] piece = pieces.removeFirst();
      assertThat(piece).hasSizeLessThanOrEqualTo(length);
      System.arraycopy(piece, 0, into, from, piece.length);
      return piece.length;
    }
  }
}

package dev.carillon.server.webhooks.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Journal;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.webhooks.live.StreamListeners.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MissedEventPagesTest {

  private final Pages journal = new Pages();
  private final MissedEventPages missed =
      new MissedEventPages(journal, event -> new Message(event.sequence(), "event\n\n"));
  private final SseStream stream =
      new SseStream(
          call(), new ByteArrayOutputStream(), Duration.ofSeconds(15), SseStream.Rate.ALL);

  @Test
  void itComesToTheEnd() throws IOException {
    assertThat(missed.write(stream, Journal.Wanted.ALL, 100, 500)).isEqualTo(500);
    assertThat(journal.asked).isEqualTo(4);
  }

  /** The reader is slow, and retention is not. */
  @Test
  void itEndsWhereEventsWerePurgedBeforeTheyWereRead() throws IOException {
    journal.purgedAfterTwo = 450;
    assertThat(missed.write(stream, Journal.Wanted.ALL, 100, 500)).isEqualTo(-1);
  }

  @Test
  void whatWasPurgedBehindItDoesNotMatter() throws IOException {
    journal.purgedAfterTwo = 300;
    assertThat(missed.write(stream, Journal.Wanted.ALL, 100, 500)).isEqualTo(500);
  }

  private static Call call() {
    InvocationHandler handler =
        (proxy, method, args) -> InvocationHandler.invokeDefault(proxy, method, args);
    return (Call)
        Proxy.newProxyInstance(Call.class.getClassLoader(), new Class<?>[] {Call.class}, handler);
  }

  /** A hundred numbers a page. */
  private static final class Pages implements Journal {

    private int asked;
    private long purgedAfterTwo;

    @Override
    public Page after(long sequence, Wanted wanted, int limit) {
      asked++;
      return new Page(List.of(), sequence + 100, asked > 2 ? purgedAfterTwo : 0);
    }

    @Override
    public long newest() {
      return 500;
    }

    @Override
    public long behindAllBut(int events) {
      return 0;
    }

    @Override
    public long purged() {
      return 0;
    }

    @Override
    public Optional<Recorded> find(Event.Id id) {
      return Optional.empty();
    }
  }
}

package dev.carillon.hooks.contracts.send;

import static dev.carillon.hooks.contracts.send.Requests.LOOPBACK;
import static dev.carillon.hooks.contracts.send.Requests.names;
import static dev.carillon.hooks.contracts.send.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.address.AddressGuard;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An embedder's guard may wait, though it must not: then the log says where. */
@Timeout(120)
class StalledLoopTest {

  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final CompletableFuture<AddressGuard> goOn = new CompletableFuture<>();
  private volatile boolean waits;

  @Test
  void aLoopThatStandsStillIsReportedOnceWithThePlaceWhereItStands() throws Exception {
    Logger log = Logger.getLogger("dev.carillon.hooks.http.EventLoop");
    Handler handler = new Recorder();
    log.addHandler(handler);
    try (ScriptedReceiver receiver = ScriptedReceiver.start(Script.status(200));
        HttpSender sender = new HttpSender(names("127.0.0.1"), this::guard)) {
      assertThat(sender.send(request(receiver.url(), "{}")).error()).isEmpty();
      waits = true;
      Thread second = Thread.ofVirtual().start(() -> sender.send(request(receiver.url(), "{}")));
      long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (records.isEmpty() && System.nanoTime() < until) {
        Thread.sleep(20);
      }
      Thread.sleep(700); // it is looked at again
      goOn.complete(LOOPBACK);
      second.join();
      assertThat(records).hasSize(1);
      assertThat(records.getFirst().getThrown().getStackTrace())
          .anyMatch(frame -> frame.getMethodName().equals("join"));
    } finally {
      log.removeHandler(handler);
    }
  }

  private AddressGuard guard() {
    boolean onLoop = Thread.currentThread().getName().startsWith("carillon-send-1");
    return waits && onLoop ? goOn.join() : LOOPBACK;
  }

  private final class Recorder extends Handler {

    @Override
    public void publish(LogRecord entry) {
      records.add(entry);
    }

    @Override
    public void flush() {
      // nothing is held back
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}

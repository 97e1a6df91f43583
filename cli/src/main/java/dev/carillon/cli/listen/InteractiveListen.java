package dev.carillon.cli.listen;

import static dev.carillon.cli.remote.ServerClient.part;

import dev.carillon.cli.remote.Browser;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Screen;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.terminal.Terminal;

/**
 * A listen that somebody sits at: events come on a thread of their own, keys on this one.
 *
 * @param remote the server
 * @param screen where the last words go
 * @param hand hands events on
 */
record InteractiveListen(RemoteOptions remote, Screen screen, EventHandler hand) {

  /** Until somebody quits, or enough has come. */
  void run(String ready, FeedFollower following, Feed feed) {
    EventListModel board = new EventListModel(ready, screen);
    feed.trouble(board::say);
    AtomicReference<Failure> failed = new AtomicReference<>();
    Thread reading =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  try {
                    following.run(event -> board.add(hand.pass(event)));
                  } catch (Failure refused) {
                    failed.set(refused);
                  } catch (RuntimeException broken) {
                    failed.set(new Failure(ExitCode.FAILURE, "listen failed: " + broken));
                  }
                });
    try (Terminal terminal = EventListView.ofProcess();
        EventListView watch = new EventListView(terminal, board)) {
      // not before there is a terminal: what is handed on is not handed on again
      reading.start();
      watch.run(reading::isAlive, wish -> grant(wish, board));
    } catch (IOException broken) {
      throw new Failure(ExitCode.FAILURE, "the terminal was closed: " + broken.getMessage());
    }
    reading.interrupt();
    screen.say(board.summary());
    Failure failure = failed.get();
    if (failure != null) {
      throw failure;
    }
  }

  private void grant(EventListModel.Wish wish, EventListModel board) {
    switch (wish) {
      case RESEND -> board.chosen().ifPresent(one -> resend(one, board));
      case OPEN ->
          board
              .chosen()
              .ifPresent(
                  one ->
                      board.say(
                          Browser.open(
                              remote.profile().server()
                                  + "/console/deliveries?asset="
                                  + part(one.event().path("subject").asText()))));
      default -> {
        // the board did it
      }
    }
  }

  private void resend(HandledEvent one, EventListModel board) {
    if (hand.forwarder().isEmpty()) {
      board.say("There is no program to send the event to; use --forward-to.");
      return;
    }
    board.say("Redelivering the event");
    Thread.ofVirtual().start(() -> board.add(hand.pass(one.event())));
  }
}

package dev.carillon.cli.listen;

import static dev.carillon.cli.remote.ServerClient.part;

import dev.carillon.cli.remote.Browser;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Screen;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.terminal.Terminal;

/**
 * A listen in a terminal: events come on a thread of their own, keys on this one.
 *
 * @param remote the server
 * @param screen where the last words go
 * @param forwarder to whom events are forwarded; empty where they are only shown
 */
record InteractiveListen(RemoteOptions remote, Screen screen, Optional<Forwarder> forwarder) {

  /** Runs until the user quits, or enough events have come. */
  void run(String ready, JournalReader following, EventJournal journal) {
    EventListModel model = new EventListModel(ready, screen);
    journal.onTrouble(model::say);
    AtomicReference<Failure> failed = new AtomicReference<>();
    Thread reading =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  try {
                    following.run(event -> model.add(HandledEvent.of(event, forwarder)));
                  } catch (Failure refused) {
                    failed.set(refused);
                  } catch (RuntimeException broken) {
                    failed.set(new Failure(ExitCode.FAILURE, "listen failed: " + broken));
                  }
                });
    try (Terminal terminal = EventListView.ofProcess();
        EventListView view = new EventListView(terminal, model)) {
      // not before there is a terminal: what was forwarded is not forwarded again
      reading.start();
      view.run(reading::isAlive, wish -> fulfil(wish, model));
    } catch (IOException broken) {
      throw new Failure(ExitCode.FAILURE, "the terminal was closed: " + broken.getMessage());
    }
    reading.interrupt();
    screen.say(model.summary());
    Failure failure = failed.get();
    if (failure != null) {
      throw failure;
    }
  }

  private void fulfil(EventListModel.Wish wish, EventListModel model) {
    switch (wish) {
      case RESEND -> model.chosen().ifPresent(one -> resend(one, model));
      case OPEN ->
          model
              .chosen()
              .ifPresent(
                  one ->
                      model.say(
                          Browser.open(
                              remote.profile().server()
                                  + "/console/deliveries?asset="
                                  + part(one.event().path("subject").asText()))));
      default -> {
        // the model did it
      }
    }
  }

  private void resend(HandledEvent one, EventListModel model) {
    if (forwarder.isEmpty()) {
      model.say("There is no program to send the event to; use --forward-to.");
      return;
    }
    model.say("Redelivering the event");
    Thread.ofVirtual().start(() -> model.add(HandledEvent.of(one.event(), forwarder)));
  }
}

package dev.carillon.hooks.spring.observation;

import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SenderLoop;
import dev.carillon.hooks.delivery.SignedRequest;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;

/**
 * Makes each attempt an observation, {@code carillon.hooks.attempt}, and sends as another sender.
 */
final class ObservedSender implements Sender {

  private final Sender sender;
  private final ObservationRegistry registry;
  private final Spans spans;
  private final List<SenderLoop> loops;

  ObservedSender(Sender sender, ObservationRegistry registry, Spans spans) {
    this.sender = sender;
    this.registry = registry;
    this.spans = spans;
    this.loops = sender.loops().stream().<SenderLoop>map(ObservedLoop::new).toList();
  }

  @Override
  public Outcome send(SignedRequest request) {
    return sender.send(request);
  }

  @Override
  public Timed sendTimed(SignedRequest request) {
    return sender.sendTimed(request);
  }

  @Override
  public void start(OutgoingRequest call) {
    sender.start(observed(call));
  }

  @Override
  public void startOnThread(OutgoingRequest call) {
    sender.startOnThread(observed(call));
  }

  @Override
  public List<SenderLoop> loops() {
    return loops;
  }

  @Override
  public void close() {
    sender.close();
  }

  private OutgoingRequest observed(OutgoingRequest call) {
    return new ObservedRequest(call, registry, spans);
  }

  /** A loop whose calls are observed. */
  private final class ObservedLoop implements SenderLoop {

    private final SenderLoop loop;

    ObservedLoop(SenderLoop loop) {
      this.loop = loop;
    }

    @Override
    public void add(Task task) {
      loop.add(task);
    }

    @Override
    public void remove(Task task) {
      loop.remove(task);
    }

    @Override
    public void wake() {
      loop.wake();
    }

    @Override
    public void start(OutgoingRequest call) {
      loop.start(observed(call));
    }

    @Override
    public boolean here() {
      return loop.here();
    }
  }
}

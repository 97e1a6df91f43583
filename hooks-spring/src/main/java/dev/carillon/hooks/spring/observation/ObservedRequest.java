package dev.carillon.hooks.spring.observation;

import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.RequestHead;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.hooks.webhook.ReceiverLogin;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that is observed from when it is signed until it has ended. Receivers get the span of
 * the observation as its {@code traceparent}. An observer that fails changes nothing for the
 * request.
 */
final class ObservedRequest implements Sender.OutgoingRequest {

  private static final System.Logger LOG = System.getLogger(ObservedRequest.class.getName());

  /** Version and id of a trace in a header. */
  private static final int TRACE_END = 36;

  private final Sender.OutgoingRequest call;
  private final ObservationRegistry registry;
  private final Spans spans;
  private final AttemptContext context;
  private @Nullable Observation observation;

  ObservedRequest(Sender.OutgoingRequest call, ObservationRegistry registry, Spans spans) {
    this.call = call;
    this.registry = registry;
    this.spans = spans;
    this.context = new AttemptContext(call.recordedIn());
  }

  @Override
  public String url() {
    return call.url();
  }

  @Override
  public ClientCertificate certificate() {
    return call.certificate();
  }

  @Override
  public ReceiverLogin login() {
    return call.login();
  }

  @Override
  public String method() {
    return call.method();
  }

  @Override
  public Duration timeout() {
    return call.timeout();
  }

  @Override
  public String recordedIn() {
    return call.recordedIn();
  }

  @Override
  public SignedRequest request() {
    SignedRequest signed = call.request();
    try {
      return begin(signed);
    } catch (RuntimeException failed) {
      LOG.log(System.Logger.Level.WARNING, "An attempt cannot be observed", failed);
      return signed;
    }
  }

  private SignedRequest begin(SignedRequest signed) {
    List<Header> headers = signed.headers();
    context.url(signed.url());
    for (Header header : headers) {
      switch (header.name()) {
        case "webhook-id" -> context.detail("carillon.delivery.id", header.value());
        case "X-Hook-Event" -> context.detail("carillon.event.type", header.value());
        case "X-Hook-Attempt" -> context.detail("carillon.attempt", header.value());
        default -> {}
      }
    }
    Observation started =
        Observation.createNotStarted(AttemptConvention.ONE, () -> context, registry).start();
    observation = started;
    return spans
        .of(started.getContextView())
        .filter(span -> !call.recordedIn().isEmpty())
        .map(span -> within(span, signed, headers))
        .orElse(signed);
  }

  /** The same request with another span in place of that which only its log knows. */
  private SignedRequest within(String span, SignedRequest signed, List<Header> headers) {
    String trace = call.recordedIn().substring(0, TRACE_END);
    List<Header> changed =
        headers.stream()
            .map(
                header ->
                    header.name().equals("traceparent") && header.value().startsWith(trace)
                        ? new Header("traceparent", span)
                        : header)
            .toList();
    return new SignedRequest(
        signed.url(),
        RequestHead.of(changed),
        signed.payload(),
        signed.timeout(),
        signed.certificate(),
        signed.login());
  }

  @Override
  public void sentAgain() {
    call.sentAgain();
  }

  @Override
  public void ended(Sender.Timed how) {
    switch (how.outcome()) {
      case Outcome.Accepted accepted -> end("accepted", accepted.response().status(), null);
      case Outcome.Rejected rejected -> end("rejected", rejected.response().status(), null);
      case Outcome.NoResponse noResponse -> end("unreachable", 0, noResponse.errorClass().text());
      case Outcome.Blocked blocked -> end("blocked", 0, "blocked_address");
      case Outcome.Acknowledged acknowledged ->
          throw new IllegalStateException("no request is acknowledged: " + acknowledged);
    }
    call.ended(how);
  }

  @Override
  public void failed(Throwable bug) {
    end("unreachable", 0, bug.getClass().getName());
    call.failed(bug);
  }

  private void end(String outcome, int status, @Nullable String error) {
    Observation started = observation;
    if (started == null) {
      return;
    }
    try {
      context.ended(outcome, status);
      if (error != null) {
        context.detail("error.type", error);
      }
      started.stop();
    } catch (RuntimeException failed) {
      LOG.log(System.Logger.Level.WARNING, "An attempt cannot be observed", failed);
    }
  }
}

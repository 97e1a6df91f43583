package dev.carillon.server.webhooks.template;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.jdbc.transaction.StoreThreads;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.process.Exceeded;
import dev.carillon.server.webhooks.payload.OperationalEvents;
import dev.carillon.server.webhooks.payload.PayloadShaper;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Runs the templates of webhooks, in one process for events and in another one for what is tried:
 * so a template that is being written delays no event. An event is never lost because of a
 * template: if that makes no body, the payload is sent, with the problem in the log.
 */
public final class PayloadTemplates implements PayloadShaper, AutoCloseable {

  private static final System.Logger LOG = System.getLogger("carillon.webhooks");

  /** So long an event waits until others are shaped. */
  private static final Duration TURN_TIMEOUT = Duration.ofSeconds(10);

  /** So long what is tried waits. */
  private static final Duration TRIAL_TIMEOUT = Duration.ofSeconds(5);

  private static final String NOT_TRIED =
      "The template was not run, because others took too long, so this is the payload that it gets;"
          + " simulate again";

  private static final Duration LATELY = Duration.ofHours(1);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("carillon-template-timer").factory());
  private final TemplateProcess events = new TemplateProcess(timer, this::used);
  private final TemplateProcess tries = new TemplateProcess(timer, () -> false);
  private final LongAdder failures = new LongAdder();
  private final TemplateRecords records;
  private final BooleanSupplier writing;
  private final DatabaseWait databaseWait;
  private final AtomicBoolean starting = new AtomicBoolean();
  private volatile Supplier<List<Webhook>> webhooks = List::of;

  /** No process runs yet. */
  public PayloadTemplates() {
    this(System::nanoTime, StoreThreads::writing);
  }

  /**
   * By another clock.
   *
   * @param writing whether the current thread is one for which all writers wait
   */
  PayloadTemplates(LongSupplier nanos, BooleanSupplier writing) {
    this.records = new TemplateRecords(nanos);
    this.writing = writing;
    this.databaseWait = new DatabaseWait(nanos);
  }

  /**
   * Knows the webhooks from now on: while one has a template, the process for events stays.
   *
   * @param all those that there are when it is asked
   */
  public void serve(Supplier<List<Webhook>> all) {
    webhooks = all;
    prepare();
  }

  /** Starts the process for events where a webhook has a template, without waiting for it. */
  public void prepare() {
    if (used()) {
      startSoon();
    }
  }

  private void startSoon() {
    if (events.ready() || !starting.compareAndSet(false, true)) {
      return;
    }
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                events.start();
              } catch (RuntimeException cannot) {
                LOG.log(Level.DEBUG, "The process for templates cannot be started now", cannot);
              } finally {
                starting.set(false);
              }
            });
  }

  private boolean used() {
    return webhooks.get().stream().anyMatch(webhook -> !template(webhook).isEmpty());
  }

  private static String template(Webhook webhook) {
    return webhook.subscription().projection().template();
  }

  @Override
  public Payload shaped(Event event, Payload payload, String template) {
    String refusal = records.refusal(template);
    if (!refusal.isEmpty()) {
      return failed(payload, template, refusal);
    }
    try {
      return Payload.of(
          databaseWaits(event)
              ? shapedAtOnce(event, payload, template)
              : events.shape(
                  template,
                  payload.bytes(),
                  event.time().toEpochMilli(),
                  TURN_TIMEOUT,
                  took -> records.spent(template, took)));
    } catch (TemplateFailure failure) {
      return failed(payload, template, failure.text());
    } catch (Exceeded exceeded) {
      if (!exceeded.ofWaiting()) {
        records.exceeded(template, exceeded.reason());
      }
      return failed(payload, template, exceeded.reason());
    } catch (RuntimeException unusable) {
      // such as an event that is recorded while the server stops
      LOG.log(Level.DEBUG, "A template cannot be run now", unusable);
      return failed(payload, template, "The process that runs templates cannot be used");
    }
  }

  /** Operational events about webhooks are recorded in transactions, whatever the thread. */
  private boolean databaseWaits(Event event) {
    return writing.getAsBoolean() || OperationalEvents.OF_WEBHOOKS.contains(event.type());
  }

  private byte[] shapedAtOnce(Event event, Payload payload, String template)
      throws TemplateFailure, Exceeded {
    long began = System.nanoTime();
    try {
      return events.shapeAtOnce(
          template,
          payload.bytes(),
          event.time().toEpochMilli(),
          databaseWait.left(),
          took -> records.spent(template, took));
    } finally {
      databaseWait.waited(System.nanoTime() - began);
      startSoon();
    }
  }

  private Payload failed(Payload payload, String template, String why) {
    String problem = problem(why);
    failures.increment();
    if (records.failed(template, problem)) {
      // the names may have to be read, and the database may be waiting for this
      Thread.ofVirtual().start(() -> log(template, why));
    }
    return payload.withProblem(problem);
  }

  private static String problem(String why) {
    return "The template made no body, so the payload itself is sent: " + why;
  }

  private void log(String template, String why) {
    LOG.log(Level.WARNING, "A template of webhooks {0} failed: {1}", names(template), why);
  }

  private List<String> names(String template) {
    return webhooks.get().stream()
        .filter(webhook -> template(webhook).equals(template))
        .map(webhook -> webhook.name() + " (" + webhook.id().value() + ")")
        .toList();
  }

  /**
   * What a template makes of a payload, without any effect on events.
   *
   * @param millis the event's time, in milliseconds since 1970
   */
  byte[] tried(String template, byte[] payload, long millis) throws TemplateFailure {
    try {
      return tries.shape(template, payload, millis, TRIAL_TIMEOUT, took -> {});
    } catch (Exceeded exceeded) {
      throw new TemplateFailure(exceeded.reason(), TemplateFailure.NOWHERE);
    }
  }

  /**
   * What a webhook with this template would be sent of an event. It has no effect on events: it is
   * tried with the same limits, but neither counted nor logged, and run however it went before.
   *
   * @param payload JSON
   * @param template not empty
   * @return the payload itself where the template makes no body, with the problem that the log
   *     would show, or that it could not be tried now
   */
  public Payload simulated(Event event, Payload payload, String template) {
    try {
      return Payload.of(tried(template, payload.bytes(), event.time().toEpochMilli()));
    } catch (TemplateFailure failure) {
      return payload.withProblem(failure.busy() ? NOT_TRIED : problem(failure.text()));
    }
  }

  /** How often a template made no body since this node was started. */
  public long failures() {
    return failures.sum();
  }

  /** What is wrong with templates of webhooks, one sentence for each; of the last hour. */
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    for (Webhook webhook : webhooks.get()) {
      records
          .failures(template(webhook), LATELY)
          .ifPresent(
              found ->
                  complaints.add(
                      "Webhook '"
                          + webhook.name()
                          + "' (times on this node: "
                          + found.count()
                          + "): "
                          + found.last()));
    }
    return complaints;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    events.close();
    tries.close();
  }
}

package dev.carillon.server.operations.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * All numbers of this process, and the text that Prometheus reads. Each subject has a class beside
 * this one that names its metrics, such as {@link DeliveryMetrics}.
 */
public final class Metrics implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /** Keeps the counters' sources alive, since the registry refers to them weakly. */
  private final List<LongSupplier> counted = new CopyOnWriteArrayList<>();

  private boolean ofProcess;

  /** No number yet; those about the Java process come with the first reader. */
  public Metrics() {}

  /** Most servers are read; a start need not wait for what it takes to be. */
  private synchronized void addProcess() {
    if (ofProcess) {
      return;
    }
    ofProcess = true;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  MeterRegistry registry() {
    return registry;
  }

  /** A number that its caller counts up. */
  public void counter(String name, String description, LongSupplier count) {
    counted.add(count);
    FunctionCounter.builder(name, count, LongSupplier::getAsLong)
        .description(description)
        .register(registry);
  }

  /** A number that its caller counts up, one of several with the same name. */
  public void counter(
      String name, String description, String label, String word, LongSupplier count) {
    counted.add(count);
    FunctionCounter.builder(name, count, LongSupplier::getAsLong)
        .description(description)
        .tag(label, word)
        .register(registry);
  }

  /** A number that goes up and down. */
  public void gauge(String name, String description, DoubleSupplier value) {
    Gauge.builder(name, value, DoubleSupplier::getAsDouble)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  /** A number that goes up and down, one of several with the same name. */
  void gauge(String name, String description, String label, String word, DoubleSupplier value) {
    Gauge.builder(name, value, DoubleSupplier::getAsDouble)
        .description(description)
        .tag(label, word)
        .strongReference(true)
        .register(registry);
  }

  /**
   * The numbers of a pool that computes.
   *
   * @param name what they begin with
   * @param work what it computes, for their descriptions
   * @param waiting how much of it waits
   * @param refused how much of it was refused since the start
   */
  public void pool(String name, String work, DoubleSupplier waiting, LongSupplier refused) {
    gauge(name + ".queue.tasks", work + " that wait for a processor", waiting);
    counter(name + ".refused", work + " that were refused because too many waited", refused);
  }

  /** Everything, in Prometheus' text format. */
  public String text() {
    addProcess();
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}

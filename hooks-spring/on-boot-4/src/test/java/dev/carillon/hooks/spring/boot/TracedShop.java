package dev.carillon.hooks.spring.boot;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.Registered;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.testkit.WebhookReceiver;
import dev.carillon.hooks.webhook.DeliveryRules;
import dev.carillon.hooks.webhook.Webhook;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The shop as it is started in production, with the tracer that Spring Boot sets up where
 * OpenTelemetry is on the class path, and its spans.
 */
record TracedShop(ConfigurableApplicationContext context) implements AutoCloseable {

  static TracedShop start(String database, String role) {
    return new TracedShop(
        new SpringApplicationBuilder(Traced.class)
            .run(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.datasource.url=" + database,
                "--spring.jpa.hibernate.ddl-auto=update",
                "--spring.jpa.open-in-view=false",
                "--management.tracing.sampling.probability=1.0",
                "--carillon.hooks.key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "--carillon.hooks.allow-loopback=true",
                "--carillon.hooks.role=" + role));
  }

  /** Registers a webhook that is tried again after a second; its id. */
  Webhook.Id register(WebhookReceiver receiver) {
    Registered webhook =
        hooks()
            .webhooks()
            .register(
                WebhookRegistration.of("orders", receiver.url())
                    .types("order.placed")
                    .rules(DeliveryRules.DEFAULT.withRetryDelays(List.of(Duration.ofSeconds(1)))));
    receiver.secrets(webhook.secret());
    return webhook.webhook().id();
  }

  Hooks hooks() {
    return context.getBean(Hooks.class);
  }

  /** Places an order by a request that belongs to a trace. */
  int place(long order, String traceparent) throws IOException, InterruptedException {
    int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    return new Caller(port, "keeper")
        .call("POST", "/orders/" + order, "", "traceparent", traceparent)
        .statusCode();
  }

  /** Its spans of a trace that have ended. */
  List<SpanData> spans(String trace) {
    return context.getBean(Spans.class).ended.stream()
        .filter(span -> span.getTraceId().equals(trace))
        .toList();
  }

  @Override
  public void close() {
    context.close();
  }

  @Configuration(proxyBeanMethods = false)
  @Import({ShopApplication.class, OrdersController.class})
  static class Traced {

    @Bean
    Spans spans() {
      return new Spans();
    }
  }

  @RestController
  record OrdersController(Orders orders) {

    @PostMapping("/orders/{id}")
    void place(@PathVariable("id") long id) {
      orders.placeByJdbc(id, "bell");
    }
  }

  /**
   * Keeps each span that is sampled as it ends. An exporter would not do: Spring Boot gives each
   * one its batches too, some seconds later.
   */
  static final class Spans implements SpanProcessor {

    private final List<SpanData> ended = new CopyOnWriteArrayList<>();

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      if (span.getSpanContext().isSampled()) {
        ended.add(span.toSpanData());
      }
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }
  }
}

package dev.carillon.hooks.spring.observation;

import dev.carillon.hooks.spring.HooksAutoConfiguration;
import dev.carillon.hooks.spring.PublishObserver;
import dev.carillon.hooks.spring.SenderDecorator;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Observations, where the program has a registry for them. */
@AutoConfiguration(
    before = HooksAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration",
      "org.springframework.boot.actuate.autoconfigure.tracing.MicrometerTracingAutoConfiguration",
      "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
      "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration"
    })
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
public class HooksObservationAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  PublishObserver hooksPublishObserver(ObservationRegistry registry, ObjectProvider<Spans> spans) {
    return new ObservedPublications(registry, spans.getIfAvailable(() -> Spans.NONE));
  }

  @Bean
  SenderDecorator hooksSenderObserver(ObservationRegistry registry, ObjectProvider<Spans> spans) {
    return sender -> new ObservedSender(sender, registry, spans.getIfAvailable(() -> Spans.NONE));
  }

  /** Where the program has a tracer, observations are spans. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(Tracer.class)
  @ConditionalOnBean(Tracer.class)
  static class Tracing {

    @Bean
    Spans hooksSpans(Tracer tracer) {
      return new TracerSpans(tracer);
    }
  }
}

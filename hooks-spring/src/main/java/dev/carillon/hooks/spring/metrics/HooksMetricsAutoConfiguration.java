package dev.carillon.hooks.spring.metrics;

import dev.carillon.hooks.spring.HooksAutoConfiguration;
import dev.carillon.hooks.spring.HooksLifecycle;
import dev.carillon.hooks.spring.backlog.BacklogReader;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Meters, where the program has a registry for them. */
@AutoConfiguration(
    after = HooksAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
    })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({MeterRegistry.class, HooksLifecycle.class})
public class HooksMetricsAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  HooksMeters hooksMeters(MeterRegistry registry) {
    return new HooksMeters(registry);
  }

  @Bean
  @ConditionalOnMissingBean
  HooksGauges hooksGauges(HooksLifecycle lifecycle, BacklogReader backlog) {
    return new HooksGauges(lifecycle, backlog);
  }
}

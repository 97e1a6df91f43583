package dev.carillon.hooks.spring;

import dev.carillon.hooks.AfterCommit;
import dev.carillon.hooks.EventPublisher;
import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.spring.backlog.BacklogReader;
import dev.carillon.hooks.spring.json.Jackson2Mapping;
import dev.carillon.hooks.spring.json.Jackson3Mapping;
import dev.carillon.hooks.spring.json.JsonMapping;
import dev.carillon.hooks.spring.transaction.SpringAfterCommit;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Webhooks in the program's {@code DataSource}: {@link WebhookPublisher} to publish, {@link Hooks}
 * for everything else. It is off with {@code carillon.hooks.enabled=false}.
 */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
      "org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
      "org.springframework.boot.jackson2.autoconfigure.Jackson2AutoConfiguration"
    })
@ConditionalOnClass(DataSourceUtils.class)
@ConditionalOnSingleCandidate(DataSource.class)
@ConditionalOnProperty(prefix = "carillon.hooks", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(HooksProperties.class)
public class HooksAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  AfterCommit hooksAfterCommit(DataSource dataSource) {
    return new SpringAfterCommit(dataSource);
  }

  @Bean
  @ConditionalOnMissingBean
  WebhookPublisher webhookPublisher(
      ObjectProvider<EventPublisher> hooks,
      DataSource dataSource,
      ObjectProvider<JsonMapping> json,
      ObjectProvider<PublishObserver> observer) {
    return new WebhookPublisher(
        hooks::getObject,
        dataSource,
        json.getIfAvailable(() -> JsonMapping.NONE),
        observer.getIfAvailable(() -> PublishObserver.NONE),
        Clock.systemUTC());
  }

  /** Sends, unless something else records events, as in tests. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingBean(EventPublisher.class)
  static class Sending {

    /** Made when the context is complete, or by who injects it earlier. */
    @Bean
    @Lazy
    @DependsOnDatabaseInitialization
    Hooks hooks(
        DataSource dataSource,
        HooksProperties properties,
        AfterCommit afterCommit,
        ObjectProvider<HooksListener> listeners,
        ObjectProvider<SenderDecorator> decorators,
        ObjectProvider<HooksCustomizer> customizers) {
      return new HooksFactory(
              properties,
              afterCommit,
              listeners.orderedStream().toList(),
              decorators.orderedStream().toList(),
              customizers.orderedStream().toList())
          .start(dataSource);
    }

    @Bean
    HooksLifecycle hooksLifecycle(ObjectProvider<Hooks> hooks) {
      return new HooksLifecycle(hooks::getObject);
    }

    @Bean
    @ConditionalOnMissingBean
    BacklogReader hooksBacklogReader(HooksLifecycle lifecycle) {
      return new BacklogReader(lifecycle::running, Clock.systemUTC());
    }
  }

  /** The mapper of Spring Boot 4. */
  @Configuration(proxyBeanMethods = false)
  @Order(1)
  @ConditionalOnClass(tools.jackson.databind.ObjectMapper.class)
  static class Jackson3 {

    @Bean
    @ConditionalOnSingleCandidate(tools.jackson.databind.ObjectMapper.class)
    @ConditionalOnMissingBean
    JsonMapping hooksJackson3Mapping(tools.jackson.databind.ObjectMapper mapper) {
      return new Jackson3Mapping(mapper);
    }
  }

  /** The mapper of Spring Boot 3, which Spring Boot 4 may have too. */
  @Configuration(proxyBeanMethods = false)
  @Order(2)
  @ConditionalOnClass(com.fasterxml.jackson.databind.ObjectMapper.class)
  static class Jackson2 {

    @Bean
    @ConditionalOnSingleCandidate(com.fasterxml.jackson.databind.ObjectMapper.class)
    @ConditionalOnMissingBean
    JsonMapping hooksJackson2Mapping(com.fasterxml.jackson.databind.ObjectMapper mapper) {
      return new Jackson2Mapping(mapper);
    }
  }
}

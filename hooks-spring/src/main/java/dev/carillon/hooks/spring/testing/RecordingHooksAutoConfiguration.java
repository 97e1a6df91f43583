package dev.carillon.hooks.spring.testing;

import dev.carillon.hooks.spring.HooksAutoConfiguration;
import dev.carillon.hooks.spring.PublishObserver;
import dev.carillon.hooks.spring.WebhookPublisher;
import dev.carillon.hooks.spring.json.JsonMapping;
import dev.carillon.hooks.spring.transaction.SpringAfterCommit;
import dev.carillon.hooks.testkit.RecordingHooks;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Events go to a list that tests read. Only {@link AutoConfigureRecordingHooks} imports it. */
@AutoConfiguration(before = HooksAutoConfiguration.class)
public class RecordingHooksAutoConfiguration {

  @Bean
  RecordingHooks recordingHooks(DataSource dataSource) {
    return new RecordingHooks(new SpringAfterCommit(dataSource));
  }

  @Bean
  WebhookPublisher webhookPublisher(
      RecordingHooks hooks, DataSource dataSource, ObjectProvider<JsonMapping> json) {
    return new WebhookPublisher(
        () -> hooks,
        dataSource,
        json.getIfAvailable(() -> JsonMapping.NONE),
        PublishObserver.NONE,
        Clock.systemUTC());
  }
}

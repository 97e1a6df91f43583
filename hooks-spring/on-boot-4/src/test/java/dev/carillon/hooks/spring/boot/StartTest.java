package dev.carillon.hooks.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.spring.HooksAutoConfiguration;
import dev.carillon.hooks.spring.InvalidHooksPropertyException;
import dev.carillon.hooks.spring.health.HooksHealthAutoConfiguration;
import dev.carillon.hooks.spring.management.WebhookManagementAutoConfiguration;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** Programs that are configured wrong do not start, and say why. */
class StartTest {

  private static final String KEY =
      "carillon.hooks.key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  private static final String PATH = "carillon.hooks.management.path=/webhooks";

  private final WebApplicationContextRunner program =
      new WebApplicationContextRunner()
          .withBean(DataSource.class, StartTest::unreachable)
          .withConfiguration(
              AutoConfigurations.of(
                  HooksAutoConfiguration.class,
                  HooksHealthAutoConfiguration.class,
                  WebhookManagementAutoConfiguration.class));

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(List.of(), "carillon.hooks.key is not set: webhooks need a key"),
        Arguments.of(List.of("carillon.hooks.key=bell"), "carillon.hooks.key is not a key"),
        Arguments.of(
            List.of(KEY, "carillon.hooks.key-file=keys"),
            "carillon.hooks.key is set beside carillon.hooks.key-file"),
        Arguments.of(
            List.of(KEY, "carillon.hooks.table-prefix=no-hyphens"),
            "carillon.hooks.table-prefix is \"no-hyphens\""),
        Arguments.of(
            List.of(KEY, "carillon.hooks.allow=10.0.0.0/64"),
            "carillon.hooks.allow is \"10.0.0.0/64\""),
        Arguments.of(
            List.of(KEY, "carillon.hooks.retention=0s"), "carillon.hooks.retention is \"PT0S\""),
        Arguments.of(
            List.of(KEY, "carillon.hooks.delivery.timeout=0s"),
            "carillon.hooks.delivery.timeout is \"PT0S\": 'timeout' must be 1 millisecond to"),
        Arguments.of(
            List.of(KEY, "carillon.hooks.delivery.retry-delays=5s,1s"),
            "carillon.hooks.delivery.retry-delays is \"[PT5S, PT1S]\": 'delays[1]' must be no"),
        Arguments.of(
            List.of(KEY, "carillon.hooks.delivery.retried-statuses=503"),
            "carillon.hooks.delivery.retried-statuses is \"[503]\""),
        Arguments.of(
            List.of(KEY, "carillon.hooks.delivery.max-concurrent-per-webhook=0"),
            "carillon.hooks.delivery.max-concurrent-per-webhook is \"0\""),
        Arguments.of(
            List.of(KEY, "carillon.hooks.delivery.disable-after=0"),
            "carillon.hooks.delivery.disable-after is \"0\""),
        Arguments.of(
            List.of(KEY, "carillon.hooks.health.backlog-age-max=-1s"),
            "carillon.hooks.health.backlog-age-max is \"PT-1S\""),
        Arguments.of(
            List.of(KEY, PATH, "carillon.hooks.management.open=true"),
            "carillon.hooks.management.path is \"/webhooks\": the program has no bean of"
                + " Jackson's"),
        Arguments.of(List.of(KEY, PATH), "every caller who reaches it could manage webhooks"),
        Arguments.of(
            List.of(KEY, "carillon.hooks.management.path=webhooks/"),
            "carillon.hooks.management.path is \"webhooks/\": a path begins with /"),
        Arguments.of(
            List.of(
                KEY,
                PATH,
                "carillon.hooks.management.role=BELL",
                "carillon.hooks.management.open=true"),
            "carillon.hooks.management.open is \"true\": it contradicts"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aWrongPropertyIsNamedWithItsValueAndTheRule(List<String> properties, String message) {
    program
        .withPropertyValues(properties.toArray(String[]::new))
        .run(
            context -> {
              assertThat(context).hasFailed();
              assertThat(context.getStartupFailure()).hasStackTraceContaining(message);
            });
  }

  @Test
  void withoutSpringSecurityNoRoleProtects() {
    program
        .withClassLoader(new FilteredClassLoader("org.springframework.security"))
        .withPropertyValues(KEY, PATH, "carillon.hooks.management.role=BELL")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("without Spring Security no caller's role is known"));
  }

  @Test
  void aBlankPathAddsNoController() {
    program
        .withPropertyValues(KEY, "carillon.hooks.management.path= ")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .as("what comes after the properties")
                    .hasStackTraceContaining("dataSource gives no connection"));
  }

  @Test
  void whatIsOffNeedsNothing() {
    program
        .withPropertyValues("carillon.hooks.enabled=false", PATH)
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void theReasonIsShownWithoutAStackTrace() {
    InvalidHooksPropertyException wrong =
        new InvalidHooksPropertyException("carillon.hooks.key", "not set", "it is", "Do it", null);
    List<FailureAnalysis> analyses =
        SpringFactoriesLoader.forDefaultResourceLocation(StartTest.class.getClassLoader())
            .load(
                FailureAnalyzer.class,
                SpringFactoriesLoader.FailureHandler.logging(
                    org.apache.commons.logging.LogFactory.getLog(StartTest.class)))
            .stream()
            .map(analyzer -> analyzer.analyze(new IllegalStateException(wrong)))
            .filter(java.util.Objects::nonNull)
            .toList();
    assertThat(analyses)
        .singleElement()
        .satisfies(
            analysis -> {
              assertThat(analysis.getDescription())
                  .isEqualTo("carillon.hooks.key is not set: it is");
              assertThat(analysis.getAction()).isEqualTo("Do it");
            });
  }

  private static DataSource unreachable() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl("jdbc:postgresql://127.0.0.1:1/none");
    return source;
  }
}

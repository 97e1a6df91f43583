package dev.carillon.hooks.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.spring.HooksAutoConfiguration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/** While a program is processed ahead of time, no webhooks start. */
class AheadOfTimeTest {

  private static final AtomicInteger MADE = new AtomicInteger();

  @Test
  void nothingStarts() {
    try (var context = new AnnotationConfigApplicationContext()) {
      context.register(Program.class, HooksAutoConfiguration.class);
      TestPropertyValues.of("carillon.hooks.key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
          .applyTo(context);
      InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
      DefaultGenerationContext generation =
          new DefaultGenerationContext(
              new ClassNameGenerator(ClassName.get("dev.carillon", "Program")), files);
      new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
      generation.writeGeneratedContent();
      assertThat(files.getGeneratedFiles(Kind.SOURCE))
          .anySatisfy((name, file) -> assertThat(name).contains("HooksAutoConfiguration"));
      assertThat(MADE).hasValue(0);
    }
  }

  /** A program whose database is asked for only when something starts. */
  @Configuration(proxyBeanMethods = false)
  static class Program {

    @Bean
    DataSource dataSource() {
      MADE.incrementAndGet();
      return new PGSimpleDataSource();
    }
  }
}

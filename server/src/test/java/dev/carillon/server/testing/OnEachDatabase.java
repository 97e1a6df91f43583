package dev.carillon.server.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * A test, or a class of them, of a {@link TestDatabase}: on PostgreSQL only where the long tests
 * run too.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@ParameterizedClass
@ArgumentsSource(OnEachDatabase.Databases.class)
public @interface OnEachDatabase {

  /** Which it runs on. */
  final class Databases implements ArgumentsProvider {

    private static final boolean LONG_TOO = !"long".equals(System.getProperty("tests.leftOut"));

    @Override
    public Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context) {
      return Stream.of(TestDatabase.values())
          .filter(database -> LONG_TOO || database == TestDatabase.SQLITE)
          .map(Arguments::of);
    }
  }
}

package dev.carillon.server.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A test, or a class of them, of a {@link TestSearch}: what each search engine must do alike. */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@ParameterizedClass
@MethodSource("dev.carillon.server.testing.TestSearch#tested")
public @interface OnEachSearch {}

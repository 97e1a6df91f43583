package dev.carillon.hooks.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lets a start that fails by a property say so in a few lines instead of a stack trace. */
final class InvalidHooksPropertyAnalyzer
    extends AbstractFailureAnalyzer<InvalidHooksPropertyException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, InvalidHooksPropertyException cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
  }
}

package dev.carillon.hooks.spring.observation;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names and tags of an attempt's observation. */
final class AttemptConvention implements ObservationConvention<AttemptContext> {

  static final AttemptConvention ONE = new AttemptConvention();

  private AttemptConvention() {}

  @Override
  public String getName() {
    return "carillon.hooks.attempt";
  }

  @Override
  public String getContextualName(AttemptContext context) {
    return "webhook attempt";
  }

  @Override
  public KeyValues getLowCardinalityKeyValues(AttemptContext context) {
    return context.tags();
  }

  @Override
  public KeyValues getHighCardinalityKeyValues(AttemptContext context) {
    return context.details();
  }

  @Override
  public boolean supportsContext(Observation.Context context) {
    return context instanceof AttemptContext;
  }
}

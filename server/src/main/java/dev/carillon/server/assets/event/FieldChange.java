package dev.carillon.server.assets.event;

import org.jspecify.annotations.Nullable;

/**
 * One field's value before and after a change, as {@link dev.carillon.server.assets.field.Metadata}
 * holds it; null where the field had or has none.
 */
public record FieldChange(@Nullable Object oldValue, @Nullable Object newValue) {}

/**
 * The event catalogue: what each event type means, when it fires, its JSON Schema, an example, and
 * types for receivers made from the schemas. What it says is data, in files beside these classes.
 */
@NullMarked
package dev.carillon.server.catalogue;

import org.jspecify.annotations.NullMarked;

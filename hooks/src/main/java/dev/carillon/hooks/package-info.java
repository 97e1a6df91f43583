/**
 * The embeddable core of a webhook sender: {@code event ← webhook ← delivery ← notice, send ←
 * engine ← Hooks}. It needs nothing but the JDK and knows no JSON: payloads are bytes.
 */
@NullMarked
package dev.carillon.hooks;

import org.jspecify.annotations.NullMarked;

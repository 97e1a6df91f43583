/** What every store of the engine must do, as tests for it. Depends on the engine and JUnit. */
@NullMarked
package dev.carillon.hooks.contracts;

import org.jspecify.annotations.NullMarked;

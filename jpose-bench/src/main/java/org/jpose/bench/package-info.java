/** Benchmarks; docs/BENCHMARKS.md has their commands and results. */
package org.jpose.bench;

/**
 * {@code jpose models}, {@code convert}, {@code optimize}, {@code bench} and {@code doctor}:
 * models, what they cost, and whether they run here.
 */
package org.jpose.cli.models;

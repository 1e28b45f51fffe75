/**
 * Trainings as a whole: {@link org.jpose.train.Training} says what is wanted, {@link
 * org.jpose.train.TrainingRun} is what came of it.
 */
package org.jpose.train;

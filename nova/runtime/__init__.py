"""What carries an agent: context, toolbox, budget, loop, trace."""

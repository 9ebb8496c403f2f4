"""What the person who runs the registry needs: the jobs that timers start, and what they last did."""

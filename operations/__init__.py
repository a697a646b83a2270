"""Every question and every act of the office as one typed function, for whatever door it is asked through."""

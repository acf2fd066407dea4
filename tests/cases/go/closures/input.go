package serve

var handlers = map[string]func(w Writer){
	"/": func(w Writer) {
		var page = render("index")
		w.Write(page)
	},
	"/help": help,
}

var root = &Command{
	Use: "serve",
	Run: func(cmd *Command, args []string) error {
		port, err := cmd.Flags().Int("port")
		if err != nil {
			return wrap(err)
		}
		return listen(port, handlers)
	},
}

// counter counts up.
func counter(start int) func() int {
	n := start
	return func() int {
		n++
		return n
	}
}

func run(jobs <-chan Job, quit chan bool) (total int) {
	next := counter(0)
outer:
	for {
		select {
		case job, ok := <-jobs:
			if !ok {
				break outer
			}
			go func(j Job) {
				defer func() { recover() }()
				j.Do(next())
			}(job)
		case <-quit:
			goto end
		}
	}
end:
	switch v := any(total).(type) {
	case error:
		panic(v.Error())
	}
	var a, b = pair()
	x, y := a, b.Field
	var f Func = func(s string) { log(s, x, y) }
	f("done")
	return
}

func init() { Register("serve", run, root) }
